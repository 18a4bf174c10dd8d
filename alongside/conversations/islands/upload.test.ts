import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attach, MOST_BYTES, NotAttached, shrunk } from "./upload";

const FILE = { id: "abc", kind: "image", name: "a.jpg", url: "/conversations/files/abc", small: "" };

interface Answer {
  status: number;
  body?: unknown;
}

/** What was asked, and how the server answers next; "never" leaves the request open. */
let asked: Request[] = [];
let answers: (Answer | "never")[] = [];

class Request {
  upload: { onprogress: ((event: unknown) => void) | null } = { onprogress: null };
  status = 0;
  responseText = "";
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onabort: (() => void) | null = null;
  form: FormData | null = null;
  aborted = false;
  open(): void {}
  setRequestHeader(): void {}
  send(form: FormData): void {
    this.form = form;
    asked.push(this);
    const answer = answers.shift() ?? { status: 0 };
    if (answer === "never") return;
    queueMicrotask(() => {
      this.upload.onprogress?.({ lengthComputable: true, loaded: 1, total: 2 });
      this.status = answer.status;
      this.responseText = answer.body === undefined ? "<html>" : JSON.stringify(answer.body);
      if (answer.status) this.onload?.();
      else this.onerror?.();
    });
  }
  abort(): void {
    this.aborted = true;
    this.onabort?.();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("XMLHttpRequest", Request);
  asked = [];
  answers = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const text = new File(["hello"], "a.txt", { type: "text/plain" });

/** The outcome, after all pauses. */
async function outcome(made: Promise<unknown>): Promise<unknown> {
  const settled = made.catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return settled;
}

describe("attach", () => {
  it("sends a file with its key and says how far it is", async () => {
    answers = [{ status: 200, body: FILE }];
    const shares: number[] = [];
    const made = attach(text, { key: "the-key-1", progress: (share) => shares.push(share) });
    expect(await outcome(made)).toEqual(FILE);
    expect(asked[0]?.form?.get("key")).toBe("the-key-1");
    expect((asked[0]?.form?.get("file") as File | undefined)?.name).toBe("a.txt");
    expect(shares).toEqual([0.5]);
  });

  it("tries again with the same key after silence and a fault, and not after a refusal", async () => {
    answers = [{ status: 0 }, { status: 502 }, { status: 200, body: FILE }];
    expect(await outcome(attach(text))).toEqual(FILE);
    expect(new Set(asked.map((one) => one.form?.get("key"))).size).toBe(1);

    asked = [];
    answers = [{ status: 422, body: { error: "This file is empty.", field: "file" } }];
    const refused = (await outcome(attach(text))) as NotAttached;
    expect(refused).toBeInstanceOf(NotAttached);
    expect([refused.message, refused.again, asked.length]).toEqual(["This file is empty.", false, 1]);
  });

  it("gives up with a sentence after four tries, and says that trying again may help", async () => {
    answers = [{ status: 503 }, { status: 503 }, { status: 503 }, { status: 503 }];
    const lost = (await outcome(attach(text))) as NotAttached;
    expect([lost.again, asked.length]).toEqual([true, 4]);
    expect(lost.message).toContain("didn’t get through");
  });

  it("doesn't wait forever for a network that went silent", async () => {
    answers = ["never", { status: 200, body: FILE }];
    expect(await outcome(attach(text))).toEqual(FILE);
    expect(asked[0]?.aborted).toBe(true);
  });

  it("stops when it is called off, also between two tries", async () => {
    for (const first of ["never", { status: 503 }] as const) {
      asked = [];
      answers = [first];
      const off = new AbortController();
      const made = attach(text, { signal: off.signal }).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(100);
      off.abort();
      expect(((await made) as Error).name).toBe("AbortError");
      expect(asked.length).toBe(1);
    }
  });

  it("sends nothing that the server would refuse for its size", async () => {
    const large = new File([new Uint8Array(MOST_BYTES + 1)], "a.pdf", { type: "application/pdf" });
    const refused = (await outcome(attach(large))) as NotAttached;
    expect([asked.length, refused.again]).toEqual([0, false]);
    expect(refused.message).toContain("6 MB");
  });
});

describe("shrunk", () => {
  const drawn: number[][] = [];
  beforeEach(() => {
    drawn.length = 0;
    vi.stubGlobal("createImageBitmap", async () => ({ width: 4000, height: 3000, close: () => {} }));
    const paper = { fillRect: () => {}, drawImage: (_: unknown, ...to: number[]) => drawn.push(to) };
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(paper as never);
    vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((done) =>
      done(new Blob(["small"], { type: "image/jpeg" })),
    );
  });

  it("makes a large photo smaller, within 2048 pixels", async () => {
    const photo = new File([new Uint8Array(4_000_000)], "a.jpg", { type: "image/jpeg" });
    expect((await shrunk(photo)).size).toBe(5);
    expect(drawn).toEqual([[0, 0, 2048, 1536]]);
  });

  it("turns what only this browser reads into a JPEG, whatever its size", async () => {
    expect((await shrunk(new File(["x"], "a.heic", { type: "image/heic" }))).type).toBe("image/jpeg");
  });

  it("leaves small pictures, moving ones, drawings and papers as they are, and what it can't read", async () => {
    for (const type of ["image/jpeg", "image/gif", "image/svg+xml", "application/pdf", ""]) {
      const file = new File(["x"], "a", { type });
      expect(await shrunk(file)).toBe(file);
    }
    vi.stubGlobal("createImageBitmap", async () => Promise.reject(new Error("unreadable")));
    const odd = new File([new Uint8Array(4_000_000)], "a.jpg", { type: "image/jpeg" });
    expect(await shrunk(odd)).toBe(odd);
  });
});
