import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakePc, loose, pcOf } from "./fakes";
import { PATIENCE } from "./link_options";
import { RETRY } from "./peer";
import type { Signal } from "./signals";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal("RTCRtpReceiver", {});
  FakePc.all = [];
  FakePc.blocked = false;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const offer = (by: string, n: number): Signal => ({ m: "offer", inst: by, link: { by, n }, sdp: "pc 99" });
const openNow = () => FakePc.all.filter((pc) => pc.connectionState !== "closed");

describe("links to one person", () => {
  it("are opened by the newcomer, and answered by who was there", async () => {
    const newcomer = loose("new");
    newcomer.peer.meet("c2", true);
    await settle();
    expect(newcomer.sent).toMatchObject([{ m: "offer", link: { by: "new", n: 1 } }]);
    const resident = loose("old");
    resident.peer.meet("c2", false);
    await settle();
    expect(resident.sent).toEqual([]);
    resident.peer.receive("c2", newcomer.sent[0] as Signal);
    await settle();
    expect(resident.sent).toMatchObject([{ m: "answer", link: { by: "new", n: 1 } }]);
  });

  it("are made once, however often the same offer comes", async () => {
    const { peer, sent } = loose("old");
    for (let time = 0; time < 3; time += 1) peer.receive("c2", offer("new", 1));
    await settle();
    expect(FakePc.all).toHaveLength(1);
    expect(sent.filter((signal) => signal.m === "answer").length).toBeGreaterThan(0);
  });

  it("ignore what belongs to an earlier link", async () => {
    const { peer } = loose("old");
    peer.receive("c2", offer("new", 2));
    await settle();
    peer.receive("c2", offer("new", 1));
    const link = peer.link;
    const taken = vi.spyOn(link as NonNullable<typeof link>, "receive");
    peer.receive("c2", { m: "ice", inst: "new", link: { by: "new", n: 1 }, list: [] });
    peer.receive("c2", { m: "answer", inst: "new", link: { by: "new", n: 1 }, sdp: "pc 1" });
    expect(taken).not.toHaveBeenCalled();
    expect(peer.link).toBe(link);
    expect(openNow()).toHaveLength(1);
  });

  it("are never two: of two openings at once both sides keep the same one", async () => {
    const [a, b] = [loose("a"), loose("b")];
    a.peer.meet("c", true);
    b.peer.meet("c", true);
    await settle();
    const [fromA, fromB] = [a.sent[0] as Signal, b.sent[0] as Signal];
    a.peer.receive("c", fromB);
    b.peer.receive("c", fromA);
    await settle();
    expect(a.peer.link?.name).toEqual(b.peer.link?.name);
    expect(openNow()).toHaveLength(2);
  });

  it("give way to another page of the same person", async () => {
    const { peer } = loose("old");
    peer.receive("c2", offer("new", 1));
    await settle();
    const first = pcOf(peer.link);
    peer.receive("c3", offer("reloaded", 1));
    expect(first.connectionState).toBe("closed");
    expect(peer.link?.name).toEqual({ by: "reloaded", n: 1 });
  });

  it("that aren't connected in time are opened anew with a new number, and it is said at the second failure", async () => {
    const { peer, sent, events } = loose("new");
    peer.meet("c2", true);
    await vi.advanceTimersByTimeAsync(PATIENCE.stalled + RETRY.first + 10);
    expect(sent.filter((signal) => signal.m === "offer").map((signal) => signal.link?.n)).toEqual([1, 2]);
    expect(events).toEqual(["down: not connected in time"]);
    await vi.advanceTimersByTimeAsync(PATIENCE.stalled * 1.5 + 10);
    expect(events).toContain("failing 2");
    expect(openNow().length).toBeLessThanOrEqual(1);
  });

  it("that nobody opens are asked for", async () => {
    const { peer, sent } = loose("old");
    peer.meet("c2", false);
    await vi.advanceTimersByTimeAsync(RETRY.unopened);
    expect(sent).toEqual([{ m: "again", inst: "old", link: null }]);
    await vi.advanceTimersByTimeAsync(RETRY.unopened);
    expect(sent).toHaveLength(2);
  });

  it("are opened when asked for, but not twice for a request that crossed the opening", async () => {
    const { peer, sent } = loose("new");
    peer.receive("c2", { m: "again", inst: "old", link: null });
    peer.receive("c2", { m: "again", inst: "old", link: null });
    await settle();
    expect(sent.filter((signal) => signal.m === "offer")).toHaveLength(1);
    peer.receive("c2", { m: "again", inst: "old", link: peer.link?.name ?? null });
    await settle();
    expect(sent.filter((signal) => signal.m === "offer")).toHaveLength(2);
  });

  it("of someone whose gateway connection dropped live on for a while, and are cut then", async () => {
    const { peer, events } = loose("old");
    peer.receive("c2", offer("new", 1));
    await settle();
    if (peer.link) peer.link.connected = true;
    vi.clearAllTimers(); // its opening is over
    peer.depart();
    await vi.advanceTimersByTimeAsync(RETRY.absence - 1);
    expect(events).not.toContain("lost");
    await vi.advanceTimersByTimeAsync(1);
    expect(events).toContain("lost");
  });

  it("that stand are kept by both when one comes back, and rebuilt when the other lost it", async () => {
    const { peer, sent } = loose("new");
    peer.meet("c2", true);
    await settle();
    if (peer.link) peer.link.connected = true;
    const standing = peer.link?.name;
    peer.depart();
    peer.meet("c3", true);
    expect(sent.at(-1)).toEqual({ m: "still", inst: "new", link: standing });
    const forgetful = loose("old");
    forgetful.peer.receive("c3", sent.at(-1) as Signal);
    expect(forgetful.sent).toEqual([{ m: "again", inst: "old", link: null }]);
  });

  it("are closed and said goodbye to, with nothing left running", async () => {
    const { peer, sent } = loose("new");
    peer.meet("c2", true);
    await settle();
    peer.close();
    expect(sent.at(-1)).toMatchObject({ m: "bye" });
    expect(openNow()).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakePc.all).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
