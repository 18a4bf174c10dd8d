import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { applyInOrder, type LiveEvent, LiveSocket } from "./socket";

/** A WebSocket whose other end is the test. */
class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = 3;
  }
  opens(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  says(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  breaks(): void {
    this.readyState = 3;
    this.onclose?.();
  }
}

let asked: string[][] = [];
let refuse: (topic: string) => boolean = () => false;
let status = 200;
let socket: LiveSocket;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  asked = [];
  refuse = () => false;
  status = 200;
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", async (_: string, init: { body: string }) => {
    const { topics } = JSON.parse(init.body) as { topics: string[] };
    asked.push(topics);
    if (status === 0) throw new TypeError("offline");
    const granted = topics.filter((topic) => !refuse(topic));
    return {
      ok: status === 200,
      status,
      json: async () => ({ ticket: `T${asked.length}`, url: "ws://x", granted }),
    };
  });
  socket = new LiveSocket("/live/ticket", () => 0.999);
});

afterEach(() => {
  socket.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const turn = () => vi.advanceTimersByTimeAsync(0);
const last = () => FakeSocket.all.at(-1) as FakeSocket;
const event = (seq: number, kind = "said"): object => ({
  t: "event",
  topic: "room:a",
  seq,
  kind,
  at: "2026",
  data: seq,
});

async function welcome(topics: Record<string, number>): Promise<FakeSocket> {
  await turn();
  const fake = last();
  fake.opens();
  fake.says({ t: "welcome", person: "ana", conn: "c1", topics });
  await turn();
  return fake;
}

describe("LiveSocket", () => {
  it("says hello with a ticket and the numbers it has seen, and opens on the welcome", async () => {
    socket.join("room:a", {}, 7);
    socket.join("person:ana", {});
    expect(socket.state).toBe("connecting");
    const fake = await welcome({ "room:a": 7, "person:ana": 3 });
    expect(asked[0]).toEqual(["room:a"]);
    expect(fake.sent[0]).toEqual({ t: "hello", ticket: "T1", seen: { "room:a": 7 } });
    expect([socket.state, socket.person]).toEqual(["open", "ana"]);
  });

  it("hands over each event once and in order, drops repeats and passes over empty numbers", async () => {
    const got: number[] = [];
    const topic = socket.join("room:a", { event: (e) => got.push(e.seq) }, 0);
    const fake = await welcome({ "room:a": 0 });
    for (const frame of [event(1), event(1), event(2, "live.skip"), event(3), event(2)]) fake.says(frame);
    expect(got).toEqual([1, 3]);
    expect(topic.seq).toBe(3);
  });

  it("asks for the state at a gap, holds what comes meanwhile, and goes on from the state's number", async () => {
    const got: number[] = [];
    let fetched: (seq: number) => void = () => undefined;
    const refetch = vi.fn(() => new Promise<number>((resolve) => (fetched = resolve)));
    socket.join("room:a", { event: (e) => got.push(e.seq), refetch }, 1);
    const fake = await welcome({ "room:a": 1 });
    for (const frame of [event(2), event(5), event(6)]) fake.says(frame);
    expect(refetch).toHaveBeenCalledOnce();
    fetched(5);
    await turn();
    fake.says(event(7));
    expect(got).toEqual([2, 6, 7]);
  });

  it("tries a state that could not be fetched again", async () => {
    const refetch = vi.fn().mockRejectedValueOnce(new Error("offline")).mockResolvedValueOnce(9);
    const topic = socket.join("room:a", { refetch }, 1);
    (await welcome({ "room:a": 9 })).says({ t: "refetch", topic: "room:a", seq: 9 });
    await vi.advanceTimersByTimeAsync(2000);
    expect(refetch).toHaveBeenCalledTimes(2);
    expect(topic.seq).toBe(9);
  });

  it("comes back after a drop, with growing pauses, from the number it had", async () => {
    const topic = socket.join("room:a", {}, 0);
    const fake = await welcome({ "room:a": 0 });
    fake.says(event(1));
    fake.breaks();
    expect([socket.state, topic.on]).toEqual(["waiting", false]);
    status = 0;
    await vi.advanceTimersByTimeAsync(250);
    expect([asked.length, socket.state]).toEqual([2, "waiting"]);
    await vi.advanceTimersByTimeAsync(250);
    expect(asked.length).toBe(2);
    await vi.advanceTimersByTimeAsync(151);
    expect(asked.length).toBe(3);
    status = 200;
    await vi.advanceTimersByTimeAsync(1000);
    const again = await welcome({ "room:a": 4 });
    expect(again.sent[0]).toEqual({ t: "hello", ticket: "T4", seen: { "room:a": 1 } });
    expect(topic.on).toBe(true);
  });

  it("tries at once when the network returns", async () => {
    socket.join("room:a", {}, 0);
    (await welcome({ "room:a": 0 })).breaks();
    window.dispatchEvent(new Event("online"));
    await turn();
    expect(FakeSocket.all.length).toBe(2);
  });

  it("notices a silent gateway: asks once, then starts over", async () => {
    socket.join("room:a", {}, 0);
    const fake = await welcome({ "room:a": 0 });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(fake.sent.at(-1)).toEqual({ t: "ping" });
    fake.says({ t: "pong" });
    await vi.advanceTimersByTimeAsync(15_000 + 7999);
    expect(socket.state).toBe("open");
    await vi.advanceTimersByTimeAsync(1);
    expect(socket.state).toBe("waiting");
  });

  it("joins later topics with one ticket, and joins nothing that was left meanwhile", async () => {
    socket.join("room:a", {}, 0);
    const fake = await welcome({ "room:a": 0 });
    socket.join("media:a", {});
    socket.join("media:b", {}).leave();
    socket.join("media:c", {});
    await turn();
    expect(asked[1]).toEqual(["media:a", "media:c"]);
    expect(fake.sent.at(-1)).toEqual({ t: "join", ticket: "T2", seen: {} });
  });

  it("asks anew for a topic that it still isn't on some seconds after it asked, whatever became of that", async () => {
    socket.join("room:a", {}, 0);
    const fake = await welcome({ "room:a": 0 });
    socket.join("media:a", {});
    await turn();
    fake.says({ t: "error", code: "too-fast" });
    await vi.advanceTimersByTimeAsync(8_100);
    expect(asked.slice(1)).toEqual([["media:a"], ["media:a"]]);
    fake.says({ t: "joined", topics: { "media:a": 0 } });
    await vi.advanceTimersByTimeAsync(8_100);
    expect(asked).toHaveLength(3);
  });

  it("asks on the new socket for what was asked for while the old one broke", async () => {
    socket.join("room:a", {}, 0);
    const old = await welcome({ "room:a": 0 });
    let hand: (() => void) | undefined;
    const plain = fetch;
    vi.stubGlobal(
      "fetch",
      (url: string, init: RequestInit) => new Promise((resolve) => (hand = () => resolve(plain(url, init)))),
    );
    socket.join("media:a", {}); // its ticket is on the way …
    await turn();
    vi.stubGlobal("fetch", plain);
    old.breaks();
    await vi.advanceTimersByTimeAsync(400);
    const fresh = last();
    expect(fresh).not.toBe(old);
    socket.join("media:b", {});
    fresh.opens();
    fresh.says({ t: "welcome", person: "ana", conn: "c2", topics: { "room:a": 0, "media:a": 0 } });
    hand?.(); // … and comes when that socket is gone
    await turn();
    await turn();
    expect(fresh.sent.at(-1)).toMatchObject({ t: "join" });
    expect(asked.at(-1)).toEqual(["media:b"]);
  });

  it("tells a topic that it may not be on, and stops for good when nothing is left", async () => {
    refuse = () => true;
    const gone = vi.fn();
    socket.join("room:a", { gone });
    await turn();
    expect(gone).toHaveBeenCalledWith("refused");
    expect(socket.state).toBe("closed");
  });

  it("passes a lost right on and does not come back to the topic", async () => {
    const gone = vi.fn();
    socket.join("room:a", { gone }, 0);
    socket.join("person:ana", {}, 0);
    await turn();
    const fake = await welcome({ "room:a": 0 });
    fake.says({ t: "joined", topics: { "person:ana": 0 } });
    fake.says({ t: "gone", topic: "room:a", reason: "revoked" });
    expect(gone).toHaveBeenCalledWith("revoked");
    fake.breaks();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.at(-1)).toEqual(["person:ana"]);
  });

  it("sends signals only while on the topic, and passes presence and signals on", async () => {
    const handlers = { present: vi.fn(), arrived: vi.fn(), departed: vi.fn(), signal: vi.fn() };
    const topic = socket.join("media:a", handlers);
    expect(topic.signal("rtc", 1)).toBe(false);
    const fake = await welcome({ "media:a": 0 });
    expect(topic.signal("rtc", { a: 1 }, "ben")).toBe(true);
    expect(fake.sent.at(-1)).toEqual({
      t: "signal",
      topic: "media:a",
      kind: "rtc",
      data: { a: 1 },
      to: "ben",
    });
    const ben = { person: "ben", conn: "c2" };
    fake.says({ t: "present", topic: "media:a", people: [ben] });
    fake.says({ t: "arrived", topic: "media:a", ...ben });
    fake.says({ t: "signal", topic: "media:a", kind: "rtc", from: "ben", conn: "c2", data: 5 });
    fake.says({ t: "departed", topic: "media:a", ...ben });
    expect(handlers.present).toHaveBeenCalledWith([ben]);
    expect(handlers.arrived).toHaveBeenCalledWith(ben);
    expect(handlers.signal).toHaveBeenCalledWith(ben, "rtc", 5);
    expect(handlers.departed).toHaveBeenCalledWith(ben);
  });

  it("survives rubbish from the other end", async () => {
    socket.join("room:a", {}, 0);
    const fake = await welcome({ "room:a": 0 });
    for (const data of ["", "{", "null", "[]", '{"t":"toString"}', '{"t":"event","topic":3}', new Blob()]) {
      fake.onmessage?.({ data });
    }
    expect(socket.state).toBe("open");
  });

  it("refuses a second hold on one topic, and a change of state that makes no sense", async () => {
    socket.join("room:a", {}, 0);
    expect(() => socket.join("room:a", {}, 0)).toThrow("already on");
    const fake = await welcome({ "room:a": 0 });
    expect(() => fake.says({ t: "welcome", person: "x", conn: "y", topics: {} })).toThrow("can't become");
  });
});

describe("applyInOrder", () => {
  const said = (seq: number, kind = "said"): LiveEvent => ({ topic: "a", seq, kind, at: "", data: seq });
  const list = (state: readonly number[], e: LiveEvent) => [...state, e.seq];

  it("applies what is new, in order, and leaves out what is known or empty", () => {
    const after = applyInOrder(
      { state: [1], seq: 1 },
      [said(1), said(2), said(3, "live.skip"), said(4)],
      list,
    );
    expect(after).toEqual({ state: [1, 2, 4], seq: 4 });
  });

  it("throws at a gap", () => {
    expect(() => applyInOrder({ state: [], seq: 1 }, [said(3)], list)).toThrow(RangeError);
  });
});
