import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type StateLine, shared } from "./shared_socket";

let open: FakeSocket[] = [];
let asked: string[][] = [];
let lines: StateLine[] = [];

/** A WebSocket whose other end is the test. */
class FakeSocket {
  static readonly OPEN = 1;
  readyState = 1;
  sent: { t: string; topic?: string; seen?: Record<string, number> }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  constructor() {
    open.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = 3;
  }
  says(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const turn = () => vi.advanceTimersByTimeAsync(0);
const line = () => {
  const one = shared();
  lines.push(one);
  return one;
};

async function welcome(topics: Record<string, number>): Promise<FakeSocket> {
  await turn();
  const socket = open.at(-1) as FakeSocket;
  socket.onopen?.();
  socket.says({ t: "welcome", person: "ana", conn: "c1", topics });
  await turn();
  return socket;
}

const event = (seq: number) => ({ t: "event", topic: "talk:a", seq, kind: "said", at: "", data: seq });

beforeEach(() => {
  vi.useFakeTimers();
  open = [];
  asked = [];
  lines = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", async (_: string, init: { body: string }) => {
    const { topics } = JSON.parse(init.body) as { topics: string[] };
    asked.push(topics);
    return { ok: true, status: 200, json: async () => ({ ticket: "T", url: "ws://x", granted: topics }) };
  });
});

afterEach(() => {
  for (const one of lines) one.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("is one socket; who is on the same topic hears it from their own number on", async () => {
  const heard: string[] = [];
  const hear = (who: string) => ({ event: ({ seq }: { seq: number }) => heard.push(`${who}${seq}`) });
  line().join("talk:a", hear("list"), 7);
  line().join("talk:a", hear("page"), 5);
  line().join("talk:a", hear("other"));
  const socket = await welcome({ "talk:a": 7 });
  expect([open.length, socket.sent[0]?.seen]).toEqual([1, { "talk:a": 5 }]);
  for (const seq of [6, 7, 8]) socket.says(event(seq));
  expect(heard).toEqual(["page6", "page7", "list8", "page8", "other8"]);
});

it("whoever comes later and stands before the others fetches what they missed; the others don't", async () => {
  const refetch = vi.fn(async () => 9);
  const first = vi.fn(async () => 0);
  line().join("talk:a", { refetch: first }, 7);
  const socket = await welcome({ "talk:a": 7 });
  socket.says(event(8));
  const heard: number[] = [];
  line().join("talk:a", { refetch, event: ({ seq }) => heard.push(seq) }, 8);
  await turn();
  expect(refetch).not.toHaveBeenCalled();
  line().join("talk:a", { refetch, event: ({ seq }) => heard.push(seq) }, 4);
  await turn();
  expect(refetch).toHaveBeenCalledOnce();
  socket.says(event(9));
  socket.says(event(10));
  expect(heard).toEqual([9, 10, 10]);
  expect([first.mock.calls, asked]).toEqual([[], [["talk:a"]]]);
});

it("a topic is left with the last who wants it, and the socket closes with the last line", async () => {
  const [one, two] = [line(), line()];
  const heard = vi.fn();
  one.join("talk:a", { event: heard }, 0);
  const kept = two.join("talk:a", { event: heard }, 0);
  const socket = await welcome({ "talk:a": 0 });
  one.close();
  one.close();
  socket.says(event(1));
  expect([heard.mock.calls.length, socket.sent.filter(({ t }) => t === "leave")]).toEqual([1, []]);
  kept.leave();
  expect(socket.sent.at(-1)).toEqual({ t: "leave", topic: "talk:a" });
  two.close();
  expect(socket.readyState).toBe(3);
  line().join("talk:a", {}, 0);
  await turn();
  expect(open).toHaveLength(2);
});

it("tells everyone on a topic that it is gone, who may then ask for it again", async () => {
  const gone: string[] = [];
  const one = line();
  one.join("talk:a", { gone: (why) => one.join("talk:a", { event: () => gone.push(why) }, 3) }, 3);
  line().join("talk:a", { gone: (why) => gone.push(why) }, 3);
  const socket = await welcome({ "talk:a": 3 });
  socket.says({ t: "gone", topic: "talk:a", reason: "revoked" });
  await turn();
  expect([gone, asked.at(-1)]).toEqual([["revoked"], ["talk:a"]]);
});

it("a line tells how the socket stands and whose it is, as long as anyone holds one", async () => {
  const [room, offer] = [line(), line()];
  const states: string[] = [];
  room.addEventListener("state", () => states.push(room.state));
  room.join("room:a", {}, 0);
  offer.join("person:ana", {}, 0);
  await welcome({ "room:a": 0, "person:ana": 0 });
  expect([open.length, room.state, room.person, states]).toEqual([1, "open", "ana", ["connecting", "open"]]);
  offer.close();
  expect(room.state).toBe("open");
});
