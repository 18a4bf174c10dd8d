import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TopicHandlers } from "../../../islands/socket";
import { Conversation } from "./conversation";
import { said, stateOf } from "./conversation_fakes";
import type { ConversationState } from "./conversation_state";

let handlers: TopicHandlers;
let posts: string[];

const HI = said(2, { author: "me", name: "Maya", body: "<b>Hi</b>" });
const STATE = stateOf([said(1, { body: "Hello" }), HI]);

async function page(state: ConversationState = STATE): Promise<Conversation> {
  const element = new Conversation();
  Object.assign(element, {
    conversation: "c",
    me: "me",
    label: "Write to everyone",
    whoReads: "We all read this.",
    state,
  });
  element.live = {
    join: (_topic, given) => {
      handlers = given;
      return { signal: () => true, leave: () => {} };
    },
  };
  document.body.append(element);
  await element.updateComplete;
  return element;
}

function press(element: Conversation, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  element.querySelector("textarea")?.dispatchEvent(event);
  return event;
}

function write(element: Conversation, words: string): void {
  const box = element.querySelector("textarea") as HTMLTextAreaElement;
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

const bubbles = (element: Element) => [...element.querySelectorAll(".bubble")].map((one) => one.textContent);

beforeEach(() => {
  localStorage.clear();
  posts = [];
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    posts.push(String((init.body as FormData).get("body")));
    return Response.json(said(posts.length + 2, { author: "me", body: posts.at(-1) ?? "" }));
  });
});

afterEach(() => {
  for (const child of [...document.body.children]) child.remove();
  vi.unstubAllGlobals();
});

it("shows words as words, names apart from them, and who reads the box", async () => {
  const element = await page();
  expect(bubbles(element)).toEqual(["Hello", "<b>Hi</b>"]);
  expect(element.querySelector(".message b bdi")?.textContent).toBe("Sam");
  expect(element.querySelector(".message.mine b")?.textContent).toBe("You");
  const box = element.querySelector("textarea");
  const describing = element.querySelector(`#${box?.getAttribute("aria-describedby")}`);
  expect(describing?.textContent).toContain("We all read this.");
  expect(element.querySelector(`label[for="${box?.id}"]`)?.textContent).toBe("Write to everyone");
});

it("sends with Enter, begins a line with Shift and Enter, and leaves composing alone", async () => {
  const element = await page();
  write(element, "One more");
  expect(press(element, "Enter", { shiftKey: true }).defaultPrevented).toBe(false);
  expect(press(element, "Enter", { isComposing: true }).defaultPrevented).toBe(false);
  expect(posts).toEqual([]);
  expect(press(element, "Enter").defaultPrevented).toBe(true);
  await vi.waitFor(() => expect(bubbles(element)).toEqual(["Hello", "<b>Hi</b>", "One more"]));
  expect(posts).toEqual(["One more"]);
  expect(element.querySelector("textarea")?.value).toBe("");
});

it("sends nothing empty and nothing too long, and says by how much", async () => {
  const element = await page();
  press(element, "Enter");
  write(element, "x".repeat(4003));
  press(element, "Enter");
  await element.updateComplete;
  expect(posts).toEqual([]);
  expect(element.querySelector(".field-error")?.textContent).toContain("3 characters too long");
});

it("shows what was said under the name that its author goes by now", async () => {
  const element = await page();
  const names = () => [...element.querySelectorAll(".who")].map((one) => one.textContent);
  expect(names()).toEqual(["Sam"]);
  element.people = { sam: "Samuel" };
  await element.updateComplete;
  expect(names()).toEqual(["Samuel"]);
});

it("reads other people's words out politely, and tells the page around it", async () => {
  const element = await page();
  const heard: unknown[] = [];
  document.addEventListener("conversation-new", (event) => heard.push((event as CustomEvent).detail), {
    once: true,
  });
  handlers.event?.({
    topic: "conversation:c",
    seq: 3,
    kind: "conversations.message",
    at: "",
    data: said(3, { body: "News" }),
  });
  await element.updateComplete;
  expect(element.querySelector("[aria-live=polite]")?.textContent).toBe("Sam: News");
  expect(heard).toEqual([{ author: "sam", name: "Sam" }]);
});

it("names who types", async () => {
  const element = await page();
  handlers.signal?.({ person: "sam", conn: "x" }, "typing", {});
  await element.updateComplete;
  expect(element.querySelector(".typing")?.textContent).toBe("Sam is typing");
});

it("puts a line between days", async () => {
  const messages = [
    said(1, { body: "Late", at: "2026-11-20T12:00:00+00:00" }),
    said(2, { body: "Next day", at: "2026-11-21T12:00:00+00:00" }),
  ];
  const element = await page({ ...STATE, messages });
  expect(element.querySelectorAll(".day")).toHaveLength(2);
});

it("keeps a draft over a reload", async () => {
  const first = await page();
  write(first, "Not finished");
  first.remove();
  expect((await page()).querySelector("textarea")?.value).toBe("Not finished");
});

it("has no box where one may not write, and says why", async () => {
  const element = await page({ ...STATE, mayWrite: false, closed: true });
  expect(element.querySelector("textarea")).toBeNull();
  expect(element.textContent).toContain("This conversation has ended.");
  const lost = await page();
  handlers.gone?.("revoked");
  await lost.updateComplete;
  expect(lost.textContent).toContain("You can no longer write here.");
});

it("takes a newer state that the page hands it", async () => {
  const element = await page();
  element.state = { ...STATE, seq: 3, head: 3, messages: [...STATE.messages, said(3, { body: "Third" })] };
  await element.updateComplete;
  expect(bubbles(element)).toEqual(["Hello", "<b>Hi</b>", "Third"]);
});
