import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TopicHandlers } from "../../../islands/socket";
import { TalkList } from "./talk_list";

let handlers: Map<string, TopicHandlers>;
let seen: Map<string, number | null>;
const left: string[] = [];
const line = () => ({
  join: (topic: string, given: TopicHandlers, from: number | null = null) => {
    handlers.set(topic, given);
    seen.set(topic, from);
    return { topic, seq: from, on: true, signal: () => false, leave: () => left.push(topic) };
  },
  close: vi.fn(),
});

const row = (id: string, more = "") =>
  `<li data-topic="conversation:${id}" data-seq="7" data-id="${id}" data-newest="3"${more}><a class="row" href="/conversations/${id}/"><span><b>${id}</b><small data-words>Before</small></span><small><span data-at>Mon</span><span class="tag" data-new hidden>New</span></small></a></li>`;
const list = (rows: string) =>
  `<div id="talk-list"><ul id="talk-rows">${rows}</ul><p data-end>You’ve read everything.</p></div>`;

let element: TalkList;

beforeEach(() => {
  vi.useFakeTimers();
  handlers = new Map();
  seen = new Map();
  left.length = 0;
  element = new TalkList();
  element.line = line;
  element.setAttribute("me", "maya");
  element.setAttribute("muted", "theo");
  element.innerHTML = list(row("group") + row("two", " data-alone") + row("circle"));
  document.body.append(element);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.innerHTML = "";
});

function hear(topic: string, kind: string, data: unknown, seq = 8): void {
  handlers.get(topic)?.event?.({ topic, seq, kind, at: "", data });
}

const said = (seq: number, author: string, body: string) => ({
  seq,
  author,
  name: "Sam",
  body,
  at: "2026-11-24T12:00:00+00:00",
});
const ids = () => [...element.querySelectorAll("li")].map((each) => each.dataset.id);
const words = (id: string) => element.querySelector(`[data-id=${id}] [data-words]`)?.textContent;
const isNew = (id: string) => !element.querySelector(`[data-id=${id}] [data-new]`)?.hasAttribute("hidden");

it("is on the topics of its rows, from where the page stands, and on one's own", () => {
  expect([...handlers.keys()].sort()).toEqual([
    "conversation:circle",
    "conversation:group",
    "conversation:two",
    "person:maya",
  ]);
  expect(seen.get("conversation:two")).toBe(7);
});

it("what someone says moves its row up, new; what one says oneself isn't new; an old event moves nothing", () => {
  hear("conversation:circle", "conversations.message", said(4, "sam", "Hello\n all"));
  expect([ids(), words("circle"), isNew("circle")]).toEqual([
    ["circle", "group", "two"],
    "Sam: Hello all",
    true,
  ]);
  expect(element.querySelector("[data-end]")?.hasAttribute("hidden")).toBe(true);
  hear("conversation:two", "conversations.message", said(4, "sam", "Just you"));
  expect([ids()[0], words("two")]).toEqual(["two", "Just you"]);
  hear("conversation:group", "conversations.message", said(4, "maya", "Me"));
  expect([ids()[0], words("group"), isNew("group")]).toEqual(["group", "You: Me", false]);
  hear("conversation:circle", "conversations.message", said(4, "sam", "Again"));
  expect([ids()[0], words("circle")]).toEqual(["group", "Sam: Hello all"]);
  hear("conversation:circle", "conversations.message", said(5, "theo", "Loud"));
  expect(words("circle")).toBe("From someone you mute");
});

it("what is read on another device is no longer new here, unless more has come", () => {
  hear("conversation:two", "conversations.message", said(5, "sam", "Hello"));
  hear("person:maya", "conversations.read", { conversation: "two", upto: 4 });
  expect(isNew("two")).toBe(true);
  hear("person:maya", "conversations.read", { conversation: "two", upto: 5 });
  expect(isNew("two")).toBe(false);
  expect(element.querySelector("[data-end]")?.hasAttribute("hidden")).toBe(false);
});

it("the conversation that is open beside it is being read", () => {
  element.setAttribute("current", "two");
  hear("conversation:two", "conversations.message", said(5, "sam", "Hello"));
  expect([words("two"), isNew("two")]).toEqual(["Hello", false]);
});

it("a request or a place that came or went fetches the list, which then is on its topics", async () => {
  const page = `<html><body>${list(row("new") + row("group"))}</body></html>`;
  const ask = vi.fn(async () => ({ ok: true, redirected: false, text: async () => page }));
  vi.stubGlobal("fetch", ask);
  hear("person:maya", "conversations.asked", { conversation: "new" });
  hear("person:maya", "conversations.list", { conversation: "two" });
  await vi.advanceTimersByTimeAsync(400);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(ids()).toEqual(["new", "group"]);
  expect(handlers.has("conversation:new")).toBe(true);
  expect(left.sort()).toEqual(["conversation:circle", "conversation:two"]);
});

it("an older page stands still", () => {
  handlers.clear();
  const old = new TalkList();
  old.line = line;
  old.setAttribute("me", "maya");
  old.setAttribute("still", "");
  document.body.append(old);
  expect(handlers.size).toBe(0);
});
