import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TopicHandlers } from "../../../islands/socket";
import type { ConversationState, Said } from "./conversation_state";
import { ConversationStore } from "./conversation_store";

const EMPTY: ConversationState = {
  id: "c",
  topic: "conversation:c",
  seq: 0,
  head: 0,
  closed: false,
  mayWrite: true,
  earlier: false,
  messages: [],
};

/** A server that stores messages by key, and a network that can be cut. */
class Server {
  messages: Said[] = [];
  isUp = true;
  losesAnswers = false;
  refuses = "";
  posts = 0;
  handlers: TopicHandlers = {};
  signals: string[] = [];

  readonly live = {
    join: (_topic: string, handlers: TopicHandlers) => {
      this.handlers = handlers;
      return { signal: (kind: string) => this.signals.push(kind) > 0, leave: () => {} };
    },
  };

  fetch = async (_url: string, init?: RequestInit): Promise<Response> => {
    if (!this.isUp) throw new TypeError("no network");
    if (init?.method !== "POST") {
      return Response.json({
        ...EMPTY,
        messages: this.messages,
        seq: this.messages.length,
        head: this.messages.length,
      });
    }
    this.posts += 1;
    if (this.refuses) return Response.json({ error: this.refuses, field: "" }, { status: 409 });
    const form = init.body as FormData;
    const message = this.store(String(form.get("body")), String(form.get("key")));
    if (this.losesAnswers) throw new TypeError("the answer was lost");
    return Response.json(message);
  };

  store(body: string, key: string, author = "me"): Said {
    const known = this.messages.find((one) => one.key === key);
    if (known) return known;
    const seq = this.messages.length + 1;
    const message = { id: `m${seq}`, seq, author, name: author, body, at: "2026-11-24T12:00:00+00:00", key };
    this.messages.push(message);
    return message;
  }

  /** The event of message `seq` reaches the page. */
  tell(seq: number): void {
    const data = this.messages[seq - 1];
    this.handlers.event?.({ topic: "conversation:c", seq, kind: "conversations.message", at: "", data });
  }
}

let server: Server;
let heard: string[];

function open(): ConversationStore {
  const events = { changed: () => {}, said: (message: Said) => heard.push(message.body) };
  const store = new ConversationStore("c", "me", events, "You may no longer write here.");
  store.start(server.live);
  return store;
}

const shown = (store: ConversationStore) => store.state?.messages.map((message) => message.body);
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  server = new Server();
  heard = [];
  vi.stubGlobal("fetch", server.fetch);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("shows what is sent at once, and once when it is stored", async () => {
  const store = open();
  await settled();
  store.send("Hello");
  expect(store.unsent.map((one) => one.body)).toEqual(["Hello"]);
  await settled();
  server.tell(1);
  expect([shown(store), store.unsent]).toEqual([["Hello"], []]);
  expect(heard).toEqual([]);
});

it("sends one after the other, in the order they were written", async () => {
  const store = open();
  await settled();
  for (const words of ["One", "Two", "Three"]) store.send(words);
  await settled();
  expect(server.messages.map((message) => message.body)).toEqual(["One", "Two", "Three"]);
});

it("keeps what the network swallowed, over a reload, and stores it once when it is back", async () => {
  server.isUp = true;
  const store = open();
  await settled();
  server.isUp = false;
  store.send("Are you there?");
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
  store.send("Hello");
  await settled();
  server.losesAnswers = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.posts).toBeGreaterThan(1);
  expect([server.messages.length, shown(store), store.unsent]).toEqual([1, ["Hello"], []]);
});

it("drops the waiting line when the event comes though the answer never does", async () => {
  const store = open();
  await settled();
  server.losesAnswers = true;
  store.send("Hello");
  await settled();
  server.tell(1);
  expect([shown(store), store.unsent]).toEqual([["Hello"], []]);
});

it("says why something can't be sent, keeps the words, and goes on with the next", async () => {
  const store = open();
  await settled();
  server.refuses = "This conversation has ended. You can still read it.";
  store.send("Too late");
  await settled();
  expect(store.unsent[0]?.problem).toBe("This conversation has ended. You can still read it.");
  server.refuses = "";
  store.send("Another");
  await settled();
  expect(server.messages.map((message) => message.body)).toEqual(["Another"]);
  expect(store.takeBack(store.unsent[0]?.key ?? "")).toBe("Too late");
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
  server.handlers.gone?.("revoked");
  expect(store.state?.mayWrite).toBe(false);
});

it("survives rubbish in the storage", async () => {
  sessionStorage.setItem("unsent:me:c", "{not json");
  expect(open().unsent).toEqual([]);
  sessionStorage.setItem("unsent:me:c", JSON.stringify([{ key: 1 }, "x", null]));
  expect(open().unsent).toEqual([]);
});
