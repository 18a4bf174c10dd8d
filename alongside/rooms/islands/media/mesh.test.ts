import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { engine, FakeGateway, FakePc, page, pcOf } from "./fakes";
import { PATIENCE } from "./link_options";
import type { MeshRoom } from "./mesh";
import type { MediaCredentials } from "./port";

const CREDENTIALS: MediaCredentials = { kind: "mesh", servers: [], relayOnly: false, expiresAt: null };
let open: MeshRoom[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal("RTCRtpReceiver", {});
  vi.stubGlobal("reportError", (error: unknown) => {
    throw error;
  });
  FakePc.all = [];
  FakePc.blocked = false;
  open = [];
});
afterEach(async () => {
  for (const room of open) await room.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = (ms = 100) => vi.advanceTimersByTimeAsync(ms);
const track = (kind: string) =>
  ({ kind, contentHint: "", getSettings: () => ({ height: 360 }) }) as MediaStreamTrack;

async function enter(gateway: FakeGateway, person: string, own = engine()): Promise<MeshRoom> {
  const room = page(gateway, person, own);
  open.push(room);
  await room.connect(CREDENTIALS);
  await settle();
  return room;
}

function linked(room: MeshRoom): string[] {
  return [...room.people.values()].filter(({ link }) => link === "connected").map(({ person }) => person);
}

describe("a mesh", () => {
  it("links everyone with everyone", async () => {
    const gateway = new FakeGateway();
    const rooms = [await enter(gateway, "ada"), await enter(gateway, "ben"), await enter(gateway, "cy")];
    expect(rooms.map(linked)).toEqual([
      ["ben", "cy"],
      ["ada", "cy"],
      ["ada", "ben"],
    ]);
  });

  it("gives a muted person's sender no track, and shows what is turned on", async () => {
    const gateway = new FakeGateway();
    const [ada, ben] = [await enter(gateway, "ada"), await enter(gateway, "ben")];
    const sender = pcOf(ada.people.get("ben")?.peer.link ?? null).transceivers[0]?.sender;
    expect(sender?.track).toBeNull();
    const added: string[] = [];
    ben.on("trackAdded", ({ participant, source }) => added.push(`${participant.person} ${source}`));
    ben.on("trackRemoved", ({ participant, source }) => added.push(`not ${participant.person} ${source}`));
    const voice = track("audio");
    await ada.setMicrophone(voice);
    expect(sender?.track).toBe(voice);
    await ada.setCamera(track("video"));
    await settle();
    await ada.setMicrophone(null);
    expect(sender?.track).toBeNull();
    expect(added).toEqual(["ada microphone", "ada camera", "not ada microphone"]);
  });

  it("sends a picture only to who asked for it", async () => {
    const gateway = new FakeGateway();
    const [ada, ben] = [await enter(gateway, "ada"), await enter(gateway, "ben")];
    await ada.setCamera(track("video"));
    await settle();
    const camera = pcOf(ada.people.get("ben")?.peer.link ?? null).transceivers[1];
    const active = () => JSON.stringify(camera?.sender.setParameters.mock.lastCall).includes('"active":true');
    expect(active()).toBe(true);
    ben.attend({ pinned: [], inView: [] });
    await settle(200);
    expect(active()).toBe(false);
    expect(ben.people.get("ada")?.tracks.camera).toBeNull();
    expect(ben.people.get("ada")?.on.camera).toBe(true);
  });

  it("keeps links when a person's gateway connection drops and returns", async () => {
    const gateway = new FakeGateway();
    const [ada, ben] = [await enter(gateway, "ada"), await enter(gateway, "ben")];
    const made = FakePc.all.length;
    gateway.reconnect("ben");
    await settle(20_000);
    gateway.reconnect("ada");
    await settle(20_000);
    expect([linked(ada), linked(ben)]).toEqual([["ben"], ["ada"]]);
    expect(FakePc.all).toHaveLength(made);
  });

  it("rebuilds a link when its opening was lost on the way", async () => {
    const gateway = new FakeGateway();
    let lost = 0;
    gateway.lose = (signal) => signal.m === "offer" && ++lost <= 1;
    const [ada, ben] = [await enter(gateway, "ada"), await enter(gateway, "ben")];
    await settle(PATIENCE.stalled + 1_000);
    expect([linked(ada), linked(ben)]).toEqual([["ben"], ["ada"]]);
  });

  it("looks for another path when one is lost, and rebuilds when there is none", async () => {
    const gateway = new FakeGateway();
    const [ada, ben] = [await enter(gateway, "ada"), await enter(gateway, "ben")];
    const pc = pcOf(ben.people.get("ada")?.peer.link ?? null);
    pc.become("disconnected");
    await settle(PATIENCE.shaky);
    expect(pc.restarts).toBe(1);
    expect(pc.connectionState).toBe("connected");
    FakePc.blocked = true;
    pc.become("failed");
    await settle(PATIENCE.stalled + 2_000);
    expect(pc.restarts).toBe(2);
    expect(pc.connectionState).toBe("closed");
    FakePc.blocked = false;
    await settle(PATIENCE.stalled * 2);
    expect([linked(ada), linked(ben)]).toEqual([["ben"], ["ada"]]);
  });

  it("tells when someone can't be reached, and when they can after all", async () => {
    const gateway = new FakeGateway();
    FakePc.blocked = true;
    const ada = await enter(gateway, "ada");
    const told: boolean[] = [];
    ada.on("stuck", ({ stuck }) => told.push(stuck));
    await enter(gateway, "ben");
    await settle(PATIENCE.opening * 3);
    FakePc.blocked = false;
    await settle(PATIENCE.opening * 3);
    expect(told).toEqual([true, false]);
  });

  it("cuts someone the server dismissed at once, without waiting for their return", async () => {
    const gateway = new FakeGateway();
    const ada = await enter(gateway, "ada");
    await enter(gateway, "ben");
    const pc = pcOf(ada.people.get("ben")?.peer.link ?? null);
    ada.dismiss("ben");
    expect(pc.connectionState).toBe("closed");
    expect(ada.participants.size).toBe(0);
  });

  it("leaves no link open when it closes, and says why once", async () => {
    const gateway = new FakeGateway();
    const ada = await enter(gateway, "ada");
    await enter(gateway, "ben");
    const reasons: string[] = [];
    ada.on("closed", ({ reason }) => reasons.push(reason));
    gateway.members.get("ada")?.events.gone("elsewhere");
    await ada.close();
    expect(reasons).toEqual(["elsewhere"]);
    expect(ada.state).toBe("closed");
    await expect(ada.connect(CREDENTIALS)).rejects.toThrow("closed");
  });

  it("closes the room this page was in before another is entered", async () => {
    const [hall, oak] = [new FakeGateway(), new FakeGateway()];
    await enter(hall, "ben");
    const own = engine();
    const before = await enter(hall, "ada", own);
    const pc = pcOf(before.people.get("ben")?.peer.link ?? null);
    expect(pc.connectionState).toBe("connected");
    const after = page(oak, "ada", own);
    open.push(after);
    const entering = after.connect(CREDENTIALS);
    expect(pc.connectionState).toBe("closed");
    await entering;
    expect([before.state, after.state]).toEqual(["closed", "open"]);
    expect(hall.members.has("ada")).toBe(false);
  });

  it("goes through the relay alone where the server says so, with fresh credentials when these end", async () => {
    const gateway = new FakeGateway();
    const configurations: RTCConfiguration[] = [];
    const room = page(
      gateway,
      "ada",
      engine((configuration) => configurations.push(configuration)),
    );
    open.push(room);
    const until = (name: string, seconds: number): MediaCredentials => ({
      kind: "mesh",
      servers: [{ urls: ["turn:relay.example"], username: name, credential: "x" }],
      relayOnly: true,
      expiresAt: Date.now() / 1000 + seconds,
    });
    await room.connect(until("first", 30), async () => until("second", 3600));
    await enter(gateway, "ben");
    await enter(gateway, "cy");
    expect(configurations.map((one) => one.iceTransportPolicy)).toEqual(["relay", "relay"]);
    expect(configurations.map((one) => one.iceServers?.[0]?.username)).toEqual(["first", "second"]);
  });
});
