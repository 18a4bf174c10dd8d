import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TopicHandlers } from "../../../islands/socket";
import { HelpOffer } from "./help_offer";

let handlers: TopicHandlers = {};
const close = vi.fn();
const join = vi.fn((topic: string, given: TopicHandlers) => {
  handlers = given;
  return { topic, seq: null, on: true, signal: () => false, leave: () => {} };
});

beforeEach(() => {
  document.documentElement.dataset.person = "sam";
});

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.innerHTML = "";
  delete document.documentElement.dataset.person;
});

function offers(text: string, more: Partial<Response> = {}): HelpOffer {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => ({ ok: true, redirected: false, text: async () => text, ...more })),
  );
  const element = new HelpOffer();
  element.line = () => ({ join, close }) as never;
  document.body.append(element);
  return element;
}

const heard = (kind: string) => handlers.event?.({ topic: "person:sam", seq: 1, kind, at: "", data: {} });

it("shows the offer when it is heard, on the reader's own topic, and says so politely", async () => {
  const element = offers('<section id="help-offer">You are not alone</section>');
  expect(join.mock.lastCall?.[0]).toBe("person:sam");
  expect(element.getAttribute("aria-live")).toBe("polite");
  heard("care.changed");
  expect(fetch).not.toHaveBeenCalled();
  heard("moderation.help");
  await vi.waitFor(() => expect(element.textContent).toContain("You are not alone"));
});

it.each([
  ["an empty answer", "  ", {}],
  ["a refusal", "no", { ok: false }],
  ["a sign-in page", "<p>Sign in</p>", { redirected: true }],
])("%s changes nothing", async (_name, text, more) => {
  const element = offers(text, more);
  element.innerHTML = "<p>before</p>";
  await element.fetchOffer();
  expect(element.textContent).toBe("before");
});

it("closes its line when it goes", () => {
  offers("").remove();
  expect(close).toHaveBeenCalled();
});
