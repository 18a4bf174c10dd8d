import { expect, it, vi } from "vitest";
import { bytesOf, labelOf, unable } from "./push_device";

it("reads a key as the browser wants it", () => {
  expect([...bytesOf("BP_-")]).toEqual([4, 255, 254]);
});

it.each([
  ["Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0", "Firefox on Android"],
  [
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0",
    "Edge on Windows",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1",
    "Safari on iPhone",
  ],
  ["something else", ""],
])("calls %s by a name people know", (agent, label) => expect(labelOf(agent)).toBe(label));

it("says why a browser can't, in a sentence, and asks nothing", async () => {
  const asked = vi.fn();
  vi.stubGlobal("Notification", { permission: "denied", requestPermission: asked });
  const view = {
    isSecureContext: true,
    navigator: { serviceWorker: {} },
    PushManager: {},
    Notification,
  } as unknown as Window;
  expect(unable(view)).toContain("letters still work");
  expect(unable({ ...view, isSecureContext: false } as Window)).toContain("Letters work everywhere");
  const element = document.createElement("al-push-device");
  element.innerHTML = `<p data-explains></p><button hidden></button><p data-says hidden></p>`;
  document.body.append(element);
  expect(document.querySelector<HTMLElement>("[data-says]")?.hidden).toBe(false);
  expect(document.querySelector("button")?.hidden).toBe(true);
  expect(asked).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});
