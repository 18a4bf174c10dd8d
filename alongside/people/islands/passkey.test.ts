import { afterEach, describe, expect, it, vi } from "vitest";
import { creationOptions, type Passkey, requestOptions, sentence, toBytes, toText } from "./passkey";

afterEach(() => {
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
});

function list(bytes: BufferSource | undefined): number[] {
  return bytes instanceof Uint8Array ? Array.from(bytes as Uint8Array) : [];
}

/** Puts the markup into the page as a parser would: children first, then connected. */
function show(markup: string): void {
  const holder = document.createElement("div");
  holder.innerHTML = markup;
  document.body.append(holder);
}

describe("bytes", () => {
  it("go to base64url and back, whatever they are", () => {
    const all = Uint8Array.from({ length: 256 }, (_, place) => place);
    for (const length of [0, 1, 2, 3, 255, 256]) {
      const part = all.slice(0, length);
      const text = toText(part.buffer);
      expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
      expect([...toBytes(text)]).toEqual([...part]);
    }
  });
});

describe("options", () => {
  it("for a new passkey ask for one that lives on the device and knows its person", () => {
    const made = creationOptions({
      publicKey: {
        challenge: "AQI",
        user: { id: "NQ", name: "a", displayName: "a" },
        excludeCredentials: [{ id: "AQ", type: "public-key" }],
        authenticatorSelection: { residentKey: "discouraged" },
      },
    }).publicKey;
    expect(list(made?.challenge)).toEqual([1, 2]);
    expect(made?.authenticatorSelection?.residentKey).toBe("required");
    expect(made?.authenticatorSelection?.userVerification).toBe("required");
    expect(list(made?.excludeCredentials?.[0]?.id)).toEqual([1]);
  });

  it("for a known one name those that may answer", () => {
    const made = requestOptions({ publicKey: { challenge: "AQI", rpId: "localhost" } }).publicKey;
    expect(made?.rpId).toBe("localhost");
    expect(made?.allowCredentials).toEqual([]);
  });
});

describe("<al-passkey>", () => {
  const markup = `<al-passkey mode="use" options="data" hidden>
    <form method="post"><input type="hidden" name="credential"><button type="submit">Go</button></form>
    <p role="alert" data-trouble hidden></p></al-passkey>
    <script type="application/json" id="data">{"request_options": {"challenge": "AQI"}}</script>`;

  it("stays hidden where the browser knows no passkeys", () => {
    expect("PublicKeyCredential" in window).toBe(false);
    show(markup);
    expect(document.querySelector<Passkey>("al-passkey")?.hidden).toBe(true);
  });

  it("says what happened when its person says no, and can be tried again", async () => {
    vi.stubGlobal("PublicKeyCredential", class {});
    const get = vi.fn().mockRejectedValue(new DOMException("no", "NotAllowedError"));
    Object.defineProperty(navigator, "credentials", { value: { get }, configurable: true });
    show(markup);
    const element = document.querySelector("al-passkey") as Passkey;
    expect(element.hidden).toBe(false);
    element.querySelector("form")?.requestSubmit();
    await vi.waitFor(() =>
      expect(element.querySelector("[data-trouble]")?.textContent).toContain("nothing was changed"),
    );
    expect(element.querySelector("button")?.disabled).toBe(false);
    expect(get).toHaveBeenCalledOnce();
  });
});

describe("sentences", () => {
  it("tell refusals apart", () => {
    const said = ["NotAllowedError", "InvalidStateError", "SecurityError", "OtherError"].map((name) =>
      sentence(new DOMException("", name)),
    );
    expect(new Set(said).size).toBe(4);
    expect(sentence("anything")).toBe(said[3]);
  });
});
