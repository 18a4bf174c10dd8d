import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Server, said, stateOf, written } from "./conversation_fakes";
import type { Said } from "./conversation_state";
import { ConversationStore } from "./conversation_store";

let server: Server;
let heard: string[];
let watch: () => void;

function open(): ConversationStore {
  const events = { changed: () => watch(), said: (message: Said) => heard.push(message.body) };
  const store = new ConversationStore("c", "me", events, "You may no longer write here.");
  store.start(server.live);
  return store;
}

const shown = (store: ConversationStore) => store.state?.messages.map((message) => message.body);
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server = new Server();
  heard = [];
  watch = () => {};
  vi.stubGlobal("fetch", server.fetch);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("shows what is sent at once, and once when it is stored", async () => {
  const store = open();
  await settled();
  store.send(written("Hello"));
  expect(store.unsent.map((one) => one.body)).toEqual(["Hello"]);
  await settled();
  server.tell(1);
  expect([shown(store), store.unsent]).toEqual([["Hello"], []]);
  expect(heard).toEqual([]);
});

it("sends one after the other, in the order they were written", async () => {
  const store = open();
  await settled();
  for (const words of ["One", "Two", "Three"]) store.send(written(words));
  await settled();
  expect(server.messages.map((message) => message.body)).toEqual(["One", "Two", "Three"]);
});

it("keeps what the network swallowed, over a reload, and stores it once when it is back", async () => {
  server.isUp = true;
  const store = open();
  await settled();
  server.isUp = false;
  store.send(written("Are you there?"));
  await settled();
  expect(store.unsent[0]?.waits).toBe(true);
  store.stop();
  server.isUp = true;
  const again = open();
  await settled();
  window.dispatchEvent(new Event("online"));
  await settled();
  expect([shown(again), again.unsent]).toEqual([["Are you there?"], []]);
  expect(server.messages).toHaveLength(1);
});

it("stores a message once when only its answer was lost", async () => {
  const store = open();
  await settled();
  server.losesAnswers = true;
  store.send(written("Hello"));
  await settled();
  server.losesAnswers = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.posts.length).toBeGreaterThan(1);
  expect([server.messages.length, shown(store), store.unsent]).toEqual([1, ["Hello"], []]);
});

it("drops the waiting line when the event comes though the answer never does", async () => {
  const store = open();
  await settled();
  server.losesAnswers = true;
  store.send(written("Hello"));
  await settled();
  server.tell(1);
  expect([shown(store), store.unsent]).toEqual([["Hello"], []]);
});

it("says why something can't be sent, keeps the words, and goes on with the next", async () => {
  const store = open();
  await settled();
  server.refuses = "This conversation has ended. You can still read it.";
  store.send(written("Too late"));
  await settled();
  expect(store.unsent[0]?.problem).toBe("This conversation has ended. You can still read it.");
  server.refuses = "";
  store.send(written("Another"));
  await settled();
  expect(server.messages.map((message) => message.body)).toEqual(["Another"]);
  expect(store.takeBack(store.unsent[0]?.key ?? "")?.body).toBe("Too late");
  expect(store.unsent).toEqual([]);
});

it("tells of other people's words, and of who types", async () => {
  const store = open();
  await settled();
  server.handlers.signal?.({ person: "sam", conn: "1" }, "typing", {});
  server.handlers.signal?.({ person: "me", conn: "2" }, "typing", {});
  expect(store.typing.people).toEqual(["sam"]);
  server.store("Hi", "k", "sam");
  server.tell(1);
  expect([heard, store.typing.people]).toEqual([["Hi"], []]);
  server.handlers.signal?.({ person: "sam", conn: "1" }, "typing", {});
  await vi.advanceTimersByTimeAsync(6000);
  expect(store.typing.people).toEqual([]);
});

it("says that this person types at most every few seconds", async () => {
  const store = open();
  await settled();
  for (let key = 0; key < 5; key += 1) store.typed();
  expect(server.signals).toEqual(["typing"]);
  await vi.advanceTimersByTimeAsync(3100);
  store.typed();
  expect(server.signals).toHaveLength(2);
});

it("fetches the state again when too much was missed, and keeps trying until it comes", async () => {
  server.isUp = false;
  const store = open();
  await settled();
  expect(store.state).toBeNull();
  server.isUp = true;
  server.store("Earlier", "k", "sam");
  await vi.advanceTimersByTimeAsync(5000);
  expect(shown(store)).toEqual(["Earlier"]);
  server.store("Missed", "k2", "sam");
  expect(await server.handlers.refetch?.("conversation:c")).toBe(2);
  expect(shown(store)).toEqual(["Earlier", "Missed"]);
});

it("lets read and not write when the right is lost", async () => {
  const store = open();
  await settled();
  server.pages["/state"] = stateOf([], { mayWrite: false });
  server.handlers.gone?.("revoked");
  await settled();
  expect(store.state?.mayWrite).toBe(false);
});

it("is on no topic once the part has ended, and comes back to one", async () => {
  server.pages["/state"] = stateOf([said(1)], { topic: "", mayWrite: false });
  const store = open();
  await settled();
  expect(shown(store)).toEqual(["Line 1"]);
  expect(server.topics).toEqual([]);
  store.give(stateOf([said(1), said(2)]));
  expect(server.topics).toEqual(["conversation:c"]);
  store.give(stateOf([said(1)], { topic: "", mayWrite: false }));
  expect(store.state?.mayWrite).toBe(false);
  store.give(stateOf([said(1), said(2), said(3)]));
  expect(server.topics).toEqual(["conversation:c", "conversation:c"]);
});

it("survives rubbish in the storage", async () => {
  localStorage.setItem("here:me:unsent:c:a", "{not json");
  for (const [at, value] of [{ key: 1 }, "x", null].entries())
    localStorage.setItem(`here:me:unsent:c:${at}`, JSON.stringify({ at: 1, value }));
  expect(open().unsent).toEqual([]);
});

it("sends all that hangs on a message, and keeps it over a dead battery", async () => {
  const store = open();
  await settled();
  server.isUp = false;
  const quote = { id: "m1", author: "sam", name: "Sam", body: "Hi", gone: "" } as const;
  const file = { id: "f1", kind: "file", name: "a.pdf", type: "", bytes: 1, width: 0, height: 0 } as const;
  const files = [{ ...file, seconds: 0, url: "", small: "" }];
  const mentions = [
    { id: "sam", name: "Sam" },
    { id: "noor", name: "Noor" },
  ];
  store.send(written("@Sam", { quote, files, company: true, mentions }));
  store.send(written("Beside it", { thread: "m1" }));
  await settled();
  store.stop();
  server.isUp = true;
  open();
  await settled();
  expect(server.posts.map(({ fields: { key, ...sent } }) => sent)).toEqual([
    { body: "@Sam", reply_to: "m1", files: "f1", company: "1", mentions: "sam,noor" },
    { body: "Beside it", thread: "m1" },
  ]);
});

it("shares what is unsent with another window: each message goes out once, and is gone in both", async () => {
  const one = open();
  const other = open();
  await settled();
  server.isUp = false;
  one.send(written("From one"));
  window.dispatchEvent(new StorageEvent("storage", { key: "here:me:unsent:c:x" }));
  other.send(written("From the other"));
  window.dispatchEvent(new StorageEvent("storage", { key: "here:me:unsent:c:y" }));
  await settled();
  expect([one, other].map((store) => store.unsent.map((each) => each.body))).toEqual([
    ["From one", "From the other"],
    ["From one", "From the other"],
  ]);
  server.isUp = true;
  window.dispatchEvent(new Event("online"));
  await settled();
  window.dispatchEvent(new StorageEvent("storage", { key: "here:me:unsent:c:x" }));
  await settled();
  expect(server.messages.map((message) => message.body)).toEqual(["From one", "From the other"]);
  expect([one.unsent, other.unsent]).toEqual([[], []]);
});

it("shows what waits for staff to its author, until it is let through", async () => {
  const store = open();
  await settled();
  const held = { id: "h1", body: "https://example.org", at: "", key: "k-held" };
  vi.stubGlobal("fetch", async () => Response.json({ held }, { status: 202 }));
  store.send(written("https://example.org"));
  await settled();
  expect([store.unsent, store.state?.held]).toEqual([[], [held]]);
  server.store("https://example.org", "k-held");
  server.tell(1);
  expect([store.state?.held, shown(store)]).toEqual([[], ["https://example.org"]]);
});

it("pages both ways, and catches up with what was said meanwhile", async () => {
  const store = open();
  await settled();
  server.seq = 60;
  server.pages["/state?around=20"] = stateOf([said(19), said(20)], {
    seq: 60,
    earlier: true,
    later: true,
    newest: 60,
  });
  expect(await store.jump({ around: 20 })).toBe(true);
  server.event("conversations.message", said(61));
  expect([shown(store), store.state?.newest]).toEqual([["Line 19", "Line 20"], 61]);
  server.pages["/messages?before=19"] = { messages: [said(18)], earlier: false, later: true };
  server.pages["/messages?after=20"] = { messages: [said(60)], earlier: true, later: false };
  server.pages["/messages?after=60"] = { messages: [said(61)], earlier: true, later: false };
  await store.more("earlier");
  await store.more("later");
  expect(shown(store)).toEqual(["Line 18", "Line 19", "Line 20", "Line 60", "Line 61"]);
  expect([store.state?.earlier, store.state?.later]).toEqual([false, false]);
  expect(await store.more("later")).toBe(false);
});

it("asks again when an event overtook the answer, and takes no event twice", async () => {
  const store = open();
  await settled();
  server.event("conversations.message", said(1));
  const old = stateOf([], { seq: 0 });
  server.pages["/state"] = old;
  const jumped = store.jump(null);
  await Promise.resolve();
  server.pages["/state"] = stateOf([said(1), said(2)], { seq: 3 });
  expect(await jumped).toBe(true);
  server.event("conversations.reacted", { id: "m1", person: "sam", code: "warm", on: true, count: 1 }, 3);
  expect([shown(store), store.state?.messages[0]?.reactions]).toEqual([["Line 1", "Line 2"], {}]);
});

it("keeps a thread beside the conversation up to date, and counts its replies there", async () => {
  server.store("Root", "k", "sam");
  const store = open();
  await settled();
  server.pages["/state?thread=m1"] = stateOf(server.messages, { thread: "m1", seq: 1 });
  expect(await store.openThread("m1")).toBe(true);
  server.event("conversations.message", said(2, { thread: "m1", body: "Beside" }));
  server.event("conversations.message", said(3, { body: "Elsewhere" }));
  expect(store.thread?.messages.map((message) => message.body)).toEqual(["Root", "Beside"]);
  expect(shown(store)).toEqual(["Root", "Elsewhere"]);
  expect(store.state?.messages[0]?.replies).toBe(1);
});

it("goes on under the same address when the conversation was moved", async () => {
  const store = open();
  await settled();
  server.pages["/state"] = stateOf([said(1)], { id: "copy", topic: "conversation:copy", seq: 0 });
  server.handlers.gone?.("ended");
  await settled();
  expect([shown(store), store.state?.mayWrite]).toEqual([["Line 1"], true]);
});

it("goes on without a word where the right to the old topic was lost, on the new one", async () => {
  server.store("Before", "k", "sam");
  const store = open();
  await settled();
  const seen: (boolean | undefined)[] = [];
  watch = () => seen.push(store.state?.mayWrite);
  const copy = { id: "copy", topic: "conversation:copy" };
  server.pages["/state"] = stateOf([said(1, { id: "c1", body: "Before" })], { ...copy, seq: 0 });
  server.handlers.gone?.("revoked");
  await settled();
  expect([shown(store), server.topics.at(-1), seen.includes(false)]).toEqual([
    ["Before"],
    "conversation:copy",
    false,
  ]);
  store.send(written("Still here"));
  await settled();
  expect(server.posts.at(-1)?.url).toBe("/conversations/c/messages");
  server.handlers.gone?.("refused"); // and never on it: asking again would go round in circles
  expect(store.state?.mayWrite).toBe(false);
});

it("says that it is over once the server has said so, and asks until then", async () => {
  const store = open();
  await settled();
  server.isUp = false;
  server.handlers.gone?.("ended");
  await settled();
  expect(store.state?.mayWrite).toBe(true);
  server.isUp = true;
  server.pages["/state"] = new Response("", { status: 404 });
  await vi.advanceTimersByTimeAsync(5000);
  expect(store.state?.mayWrite).toBe(false);
});
