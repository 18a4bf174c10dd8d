import { describe, expect, it } from "vitest";
import type { SocketState, TopicHandlers } from "../../../islands/socket";
import { event } from "./fakes";
import { liveLink } from "./live_link";
import type { LinkEvents } from "./room_store";

class FakeSocket extends EventTarget {
  state: SocketState = "closed";
  readonly joined = new Map<string, { handlers: TopicHandlers; seen: number | null }>();
  readonly left: string[] = [];

  join(topic: string, handlers: TopicHandlers, seen: number | null = null) {
    if (this.joined.has(topic)) throw new Error(`already on ${topic}`);
    this.joined.set(topic, { handlers, seen });
    const leave = () => {
      this.joined.delete(topic);
      this.left.push(topic);
    };
    return { topic, seq: null, on: true, signal: () => true, leave };
  }
  become(state: SocketState): void {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

function setUp() {
  const socket = new FakeSocket();
  const told: string[] = [];
  const events: LinkEvents = {
    event: (one) => told.push(one.kind),
    stale: async (topic) => topic.length,
    gone: (topic, reason) => told.push(`${topic} ${reason}`),
    line: (isUp) => told.push(isUp ? "up" : "down"),
  };
  return { socket, told, link: liveLink(socket, events) };
}

describe("the store's topics on the socket", () => {
  it("are joined from where the state stands, once, and left when they are no longer named", () => {
    const { socket, link } = setUp();
    link.follow(["room:m", "small:a"], { "room:m": 7 });
    link.follow(["room:m"], { "room:m": 9 });
    expect(socket.joined.get("room:m")?.seen).toBe(7);
    expect(socket.left).toEqual(["small:a"]);
  });

  it("are joined again after they ended, when the state names them again", () => {
    const { socket, told, link } = setUp();
    link.follow(["room:m"], {});
    const handlers = socket.joined.get("room:m")?.handlers;
    socket.joined.delete("room:m");
    handlers?.gone?.("revoked");
    link.follow(["room:m"], { "room:m": 12 });
    expect(told).toEqual(["room:m revoked"]);
    expect(socket.joined.get("room:m")?.seen).toBe(12);
  });

  it("hand events on, and fetch the state when too much was missed", async () => {
    const { socket, told, link } = setUp();
    link.follow(["room:m"], {});
    const handlers = socket.joined.get("room:m")?.handlers;
    handlers?.event?.(event("rooms.locked", { locked: true }));
    expect(told).toEqual(["rooms.locked"]);
    expect(await handlers?.refetch?.("room:m")).toBe(6);
  });

  it("tell of a lost line, but not of one that was never there yet", () => {
    const { socket, told } = setUp();
    socket.become("connecting");
    expect(told).toEqual([]);
    socket.become("open");
    socket.become("waiting");
    socket.become("connecting");
    socket.become("open");
    expect(told).toEqual(["up", "down", "down", "up"]);
  });
});
