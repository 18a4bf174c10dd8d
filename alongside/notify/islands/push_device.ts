// Adds this browser to those that may be told of news. Asks the browser only after a tap; before that the page says why.
//
//   <al-push-device url="/me/notifications/devices" public-key="…">
//     <p data-explains>…</p> <button type="button" hidden>…</button> <p data-says role="status" hidden></p>

import { t } from "#islands/i18n";
import { post } from "#islands/post";

/** A VAPID key as `pushManager.subscribe` wants it. */
export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (mark) => mark.charCodeAt(0));
}

/** "Firefox on Android": how people know their own devices. Empty where the browser doesn't say. */
export function labelOf(agent: string): string {
  const browsers: [RegExp, string][] = [
    [/Edg\//, "Edge"],
    [/Firefox\/|FxiOS/, "Firefox"],
    [/SamsungBrowser\//, "Samsung Internet"],
    [/Chrome\/|CriOS/, "Chrome"],
    [/Safari\//, "Safari"],
  ];
  const systems: [RegExp, string][] = [
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/Android/, "Android"],
    [/Windows/, "Windows"],
    [/Mac OS X/, "Mac"],
    [/CrOS/, "Chromebook"],
    [/Linux/, "Linux"],
  ];
  const of = (table: [RegExp, string][]) => table.find(([pattern]) => pattern.test(agent))?.[1] ?? "";
  const [browser, system] = [of(browsers), of(systems)];
  return browser && system ? t("{browser} on {system}", { browser, system }) : browser || system;
}

/** Why it can't be offered here, or an empty string. */
export function unable(view: Window = window): string {
  if (!view.isSecureContext || !("serviceWorker" in view.navigator))
    return t("This browser can’t be told of news. Letters work everywhere.");
  if (!("PushManager" in view) || !("Notification" in view))
    return t(
      "On this device, add the page to your home screen first and open it from there. Then it can tell you.",
    );
  if ((view as Window & typeof globalThis).Notification.permission === "denied") return refused();
  return "";
}

function refused(): string {
  return t(
    "This browser doesn’t allow it. That is fine, and letters still work. You can change it in the browser’s settings.",
  );
}

export class PushDevice extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button) return;
    const why = unable();
    if (why) {
      this.#say(why);
      this.querySelector("[data-explains]")?.setAttribute("hidden", "");
      return;
    }
    button.hidden = false;
    button.addEventListener("click", () => void this.#add(button));
  }

  async #add(button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    this.#say("");
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        this.#say(refused());
        return;
      }
      const registration = await navigator.serviceWorker.ready;
      const key = bytesOf(this.getAttribute("public-key") ?? "");
      await (await registration.pushManager.getSubscription())?.unsubscribe(); // made for another key, or another person
      const made = await registration.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: key,
      });
      const { endpoint, keys } = made.toJSON();
      const answer = await post<{ sentence?: string }>(this.getAttribute("url") ?? "", {
        endpoint,
        p256dh: keys?.p256dh,
        auth: keys?.auth,
        label: labelOf(navigator.userAgent),
      });
      if (answer.ok) location.reload();
      else this.#say(answer.data?.sentence ?? failed());
    } catch {
      this.#say(failed());
    } finally {
      button.disabled = false;
    }
  }

  #say(words: string): void {
    const place = this.querySelector<HTMLElement>("[data-says]");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
  }
}

function failed(): string {
  return t("That didn’t work, and nothing was changed. Please try again in a while.");
}

customElements.define("al-push-device", PushDevice);
