import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TopicHandlers } from "../../../islands/socket";
import { Conversation } from "./conversation";
import { said, stateOf } from "./conversation_fakes";
import { Reading } from "./conversation_reading";
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
  vi.stubGlobal("fetch", async () => new Response("", { status: 404 }));
  handlers.gone?.("revoked");
  await vi.waitFor(() => expect(lost.textContent).toContain("You can no longer write here."));
});

it("hears on one's own topic how far was read on another device, on a page of its own", async () => {
  const topics = new Map<string, TopicHandlers>();
  const live = {
    join: (topic: string, given: TopicHandlers) => {
      topics.set(topic, given);
      return { signal: () => true, leave: () => {} };
    },
  };
  const element = new Conversation();
  const state = stateOf([said(1), said(2)], { readSeq: 1 });
  Object.assign(element, { conversation: "c", me: "me", page: true, state, live });
  document.body.append(element);
  await element.updateComplete;
  const known = vi.spyOn(Reading.prototype, "known");
  const read = (conversation: string, kind = "conversations.read") =>
    topics.get("person:me")?.event?.({ topic: "", seq: 1, kind, at: "", data: { conversation, upto: 2 } });
  read("other");
  read("c", "conversations.list");
  expect(known).not.toHaveBeenCalled();
  read("c");
  expect(known).toHaveBeenCalledWith(2);
});

it("takes a newer state that the page hands it", async () => {
  const element = await page();
  element.state = { ...STATE, seq: 3, head: 3, messages: [...STATE.messages, said(3, { body: "Third" })] };
  await element.updateComplete;
  expect(bubbles(element)).toEqual(["Hello", "<b>Hi</b>", "Third"]);
});

const line = (element: Element, id: string) => element.querySelector(`[data-id="${id}"]`);

it("shows what hangs on a message", async () => {
  const until = "2026-11-24T13:00:00+00:00";
  const waiting = { id: "w", why: "company", by: { id: "ruth", name: "Ruth" }, until };
  const quote = { id: "m1", author: "sam", name: "Sam", body: "Hello", gone: "" } as const;
  const messages = [
    said(1, { company: true, waiting, reactions: { warm: 2 }, edited: until, replies: 3 }),
    said(2, { quote, body: "@Maya see https://example.org", mentions: ["me"], helped: true }),
    said(3, { gone: "staff", body: "" }),
    said(4, { waiting: { ...waiting, by: null, until: null } }),
  ];
  const element = await page(stateOf(messages, { mine: { m1: ["warm"] } }));
  Object.assign(element, { page: true, name: "Maya" });
  await element.updateComplete;
  const [first, second, gone, unanswered] = ["m1", "m2", "m3", "m4"].map((id) => line(element, id));
  for (const words of ["Would like company", "Ruth answers Sam by", "Edited", "3 replies in a thread"])
    expect(first?.textContent).toContain(words);
  const toggle = first?.querySelector(".react");
  expect([toggle?.textContent, toggle?.getAttribute("aria-pressed")]).toEqual(["Warm: 2", "true"]);
  expect(second?.querySelector("blockquote a")?.getAttribute("href")).toBe("/conversations/c/messages/m1/");
  expect(second?.querySelector(".mention.is-me")?.textContent).toBe("@Maya");
  expect(second?.textContent).toContain("This helped");
  expect([gone?.querySelector(".bubble")?.textContent, gone?.querySelector(".more")]).toEqual([
    "Removed by staff",
    null,
  ]);
  expect(unanswered?.querySelector(".tags button")?.textContent).toBe("I’ll answer");
});

it("folds what someone muted said, and doesn't speak of it", async () => {
  const quote = { id: "m1", author: "sam", name: "Sam", body: "Secret", gone: "" } as const;
  const messages = [said(1, { body: "Secret" }), said(2, { author: "noor", name: "Noor", quote })];
  const element = await page(stateOf(messages, { muted: ["sam"] }));
  const folded = element.querySelector<HTMLDetailsElement>(".muted-one details");
  expect([folded?.open, folded?.querySelector("summary")?.textContent]).toEqual([
    false,
    "From someone you muted or blocked. Show",
  ]);
  expect(line(element, "m2")?.textContent).not.toContain("Secret");
  const heard = vi.fn();
  element.addEventListener("conversation-new", heard);
  handlers.event?.({ topic: "", seq: 3, kind: "conversations.message", at: "", data: said(3) });
  await element.updateComplete;
  expect([heard.mock.calls, element.querySelector("[aria-live=polite]")?.textContent]).toEqual([[], ""]);
});

it("begins at what is new, shows what waits for staff, and takes over from the plain page", async () => {
  const held = [{ id: "h", body: "https://example.org", at: "2026-11-24T12:00:00+00:00", key: "kh" }];
  const state = stateOf([said(1), said(2), said(3)], { readSeq: 2, held });
  document.body.innerHTML = `<script type="application/json" id="given">${JSON.stringify(state)}</script>`;
  const element = new Conversation();
  element.innerHTML = `<form method="post"><textarea>Typed before</textarea><input type="checkbox" name="company" checked></form>`;
  Object.assign(element, { page: true, company: true, conversation: "c", me: "me", stateFrom: "given" });
  document.body.append(element);
  await element.updateComplete;
  await vi.waitFor(() => expect(element.querySelector("textarea")?.value).toBe("Typed before"));
  expect(element.querySelectorAll("textarea")).toHaveLength(1);
  await vi.waitFor(() =>
    expect(element.querySelector<HTMLInputElement>(".bar .check input")?.checked).toBe(true),
  );
  const after = element.querySelector(".new-since")?.nextElementSibling;
  expect(after?.getAttribute("data-seq")).toBe("3");
  expect(element.textContent).toContain("Waits until someone on staff has looked at the link.");
});

it("takes a reaction back when it couldn't be stored, and says why", async () => {
  const element = await page(stateOf([said(1, { reactions: { warm: 1 } })]));
  vi.stubGlobal("fetch", async () =>
    Response.json({ error: "You can no longer write here." }, { status: 409 }),
  );
  const toggle = () => element.querySelector<HTMLButtonElement>(".react");
  toggle()?.click();
  await element.updateComplete;
  expect(toggle()?.textContent).toBe("Warm: 2");
  await vi.waitFor(() => expect(toggle()?.textContent).toBe("Warm: 1"));
  expect(document.querySelector(".toast")?.textContent).toContain("You can no longer write here.");
});
