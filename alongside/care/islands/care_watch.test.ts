import htmx from "htmx.org";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TopicHandlers } from "../../../islands/socket";
import fixtures from "../../../tests/fixtures/events/care.json";
import { named, OWN_CALL } from "./care_events";
import { CareWatch } from "./care_watch";

// htmx needs an XPath evaluator, which this document lacks.
vi.mock("htmx.org", () => ({ default: { process: vi.fn() } }));

let handlers: TopicHandlers = {};
const close = vi.fn();
const line = () => ({
  join: (topic: string, given: TopicHandlers) => {
    handlers = given;
    return { topic, seq: null, on: true, signal: () => false, leave: () => {} };
  },
  close,
});

beforeEach(() => {
  vi.useFakeTimers();
  document.documentElement.dataset.person = "dana";
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.innerHTML = "";
  delete document.documentElement.dataset.person;
});

/** The page as it is, and what the server says it has become. */
function watch(before: string, after: string, more: Partial<Response> = {}): ReturnType<typeof vi.fn> {
  const ask = vi.fn(async () => ({ ok: true, redirected: false, text: async () => after, ...more }));
  vi.stubGlobal("fetch", ask);
  document.body.innerHTML = before;
  const element = new CareWatch();
  element.line = line;
  element.setAttribute("part", "list");
  document.body.append(element);
  return ask;
}

function said(kind: string, data: unknown = {}): void {
  handlers.event?.({ topic: "person:dana", seq: 1, kind, at: "", data });
}

it.each(fixtures)("every card that differs afterwards was named: $name", ({ before, events, after }) => {
  const cards = (state: { cards: object }) => new Map(Object.entries(state.cards));
  const [old, fresh] = [cards(before), cards(after)];
  const differs = [...new Set([...old.keys(), ...fresh.keys()])].filter(
    (id) => JSON.stringify(old.get(id)) !== JSON.stringify(fresh.get(id)),
  );
  const heard = new Set(events.map(named));
  expect(differs.filter((id) => !heard.has(id))).toEqual([]);
});

it("one's own call has no id, and other kinds are none of the desk's", () => {
  expect(named({ kind: "care.answered", data: {} })).toBe(OWN_CALL);
  expect(named({ kind: "rooms.called", data: { meeting: "m1" } })).toBeNull();
});

it("draws its part anew, once for what comes together", async () => {
  const ask = watch('<div id="list">old</div>', '<div id="list">new</div><p>not this</p>');
  said("care.changed", { card: "c1" });
  said("care.call", { card: "c1" });
  await vi.runAllTimersAsync();
  expect(ask).toHaveBeenCalledTimes(1);
  expect(document.getElementById("list")?.textContent).toBe("new");
  expect(htmx.process).toHaveBeenCalledWith(document.getElementById("list"));
  expect(document.body.textContent).not.toContain("not this");
});

it("asks nothing for other events, and asks once the line is there (again)", async () => {
  const ask = watch('<div id="list">old</div>', '<div id="list">new</div>');
  said("rooms.called");
  await vi.runAllTimersAsync();
  expect(ask).not.toHaveBeenCalled();
  handlers.joined?.(3);
  await vi.runAllTimersAsync();
  expect(ask).toHaveBeenCalledTimes(1);
});

it("leaves the part as it is where the page can't be had or leads elsewhere", async () => {
  for (const answer of [{ ok: false }, { redirected: true }]) {
    watch('<div id="list">old</div>', '<div id="list">new</div>', answer);
    said("care.changed", { card: "c1" });
    await vi.runAllTimersAsync();
    expect(document.getElementById("list")?.textContent).toBe("old");
  }
});

it("fetches nothing once a form was sent", async () => {
  const ask = watch('<div id="list">old</div><form></form>', '<div id="list">new</div>');
  said("care.changed", { card: "c1" });
  document.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true }));
  said("care.changed", { card: "c1" });
  await vi.runAllTimersAsync();
  expect(ask).not.toHaveBeenCalled();
});

it("keeps the focus on the same link, and lets go of its line", async () => {
  const link = (words: string) =>
    `<div id="list"><a href="/care/c1/">${words}</a><a href="/care/c2/">two</a></div>`;
  watch(link("one"), link("one, due"));
  document.querySelector<HTMLElement>('a[href="/care/c2/"]')?.focus();
  said("care.changed", { card: "c1" });
  await vi.runAllTimersAsync();
  expect(document.activeElement?.getAttribute("href")).toBe("/care/c2/");
  document.querySelector("al-care-watch")?.remove();
  expect(close).toHaveBeenCalled();
});
