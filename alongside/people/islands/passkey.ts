/**
 * <al-passkey>: asks the browser for a passkey and sends what it answers with the form inside.
 *
 *   mode         "use" (sign in, confirm) or "create"
 *   options      id of a <script type="application/json"> with {request_options} or {creation_options}, or
 *   options-url  where {request_options} can be fetched
 *
 *   <al-passkey mode="use" options="js_data" hidden>
 *     <form method="post"><input type="hidden" name="credential"><button type="submit">…</button></form>
 *     <p role="alert" data-trouble hidden></p>
 *   </al-passkey>
 *
 * Hidden until this runs in a browser that knows passkeys. The options and the answer are the JSON of WebAuthn Level 3
 * (§5.1.8 to 5.1.10), in which bytes are base64url.
 */

import { t } from "../../../islands/i18n";

type Json = Record<string, unknown>;

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

export function toText(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

interface Described {
  id: string;
  type: PublicKeyCredentialType;
  transports?: AuthenticatorTransport[];
}

function described(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list ?? []) as Described[]).map((each) => ({ ...each, id: toBytes(each.id) }));
}

/** The options for `navigator.credentials.get`, from the server's JSON. */
export function requestOptions(json: Json): CredentialRequestOptions {
  const key = (json.publicKey ?? json) as Json;
  return {
    publicKey: {
      ...(key as object),
      challenge: toBytes(key.challenge as string),
      allowCredentials: described(key.allowCredentials),
    },
  };
}

/** The options for `navigator.credentials.create`: a passkey lives on the device and asks for its person. */
export function creationOptions(json: Json): CredentialCreationOptions {
  const key = (json.publicKey ?? json) as Json;
  const user = key.user as { id: string; name: string; displayName: string };
  return {
    publicKey: {
      ...(key as unknown as PublicKeyCredentialCreationOptions),
      challenge: toBytes(key.challenge as string),
      user: { ...user, id: toBytes(user.id) },
      excludeCredentials: described(key.excludeCredentials),
      authenticatorSelection: {
        ...(key.authenticatorSelection as object),
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    },
  };
}

/** What the browser answered, as the server reads it. */
export function answerJson(credential: PublicKeyCredential): Json {
  const response: Json = { clientDataJSON: toText(credential.response.clientDataJSON) };
  if (credential.response instanceof AuthenticatorAttestationResponse) {
    response.attestationObject = toText(credential.response.attestationObject);
    response.transports = credential.response.getTransports?.() ?? [];
  } else {
    const assertion = credential.response as AuthenticatorAssertionResponse;
    response.authenticatorData = toText(assertion.authenticatorData);
    response.signature = toText(assertion.signature);
    response.userHandle = assertion.userHandle ? toText(assertion.userHandle) : null;
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

/** What to tell the person when it didn't work. */
export function sentence(error: unknown): string {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "AbortError":
      return t("The passkey was not used, and nothing was changed. You can try again.");
    case "InvalidStateError":
      return t("This device has a passkey for you already.");
    case "SecurityError":
      return t("Passkeys only work on the program's own secure address.");
    default:
      return t("The passkey did not work. Please try again, or use another way.");
  }
}

export class Passkey extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form");
    if (!form || !("PublicKeyCredential" in window)) return;
    this.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#ask(form);
    });
  }

  async #ask(form: HTMLFormElement): Promise<void> {
    const button = form.querySelector("button");
    if (button) button.disabled = true;
    this.#say("");
    try {
      const options = await this.#options();
      const credential =
        this.getAttribute("mode") === "create"
          ? await navigator.credentials.create(creationOptions(options.creation_options as Json))
          : await navigator.credentials.get(requestOptions(options.request_options as Json));
      const field = form.elements.namedItem("credential") as HTMLInputElement;
      field.value = JSON.stringify(answerJson(credential as PublicKeyCredential));
      form.submit();
    } catch (error) {
      this.#say(sentence(error));
      if (button) button.disabled = false;
    }
  }

  async #options(): Promise<Json> {
    const url = this.getAttribute("options-url");
    if (!url) {
      return JSON.parse(document.getElementById(this.getAttribute("options") ?? "")?.textContent ?? "");
    }
    const response = await fetch(url, {
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
    });
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()) as Json;
  }

  #say(words: string): void {
    const place = this.querySelector<HTMLElement>("[data-trouble]");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
  }
}

customElements.define("al-passkey", Passkey);
