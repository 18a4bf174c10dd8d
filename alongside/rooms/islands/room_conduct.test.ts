import { beforeEach, describe, expect, it, vi } from "vitest";
import { clock } from "../../../islands/i18n";
import { event, type FakeWorld, MEETING, roomState, round, server, staffState, world } from "./fakes";
import type { NoticeBar } from "./notices";
import { keepEntryChoice } from "./preferences";
import { RoomConduct } from "./room_conduct";
import type { RoomState } from "./types";

const BASE = "/sessions/m1/";

async function enter(first: RoomState, later: () => RoomState = () => first) {
  const parts: FakeWorld = world();
  let fetched = 0;
  const { posts } = server((url) => {
    if (!url.endsWith("/state")) return {};
    fetched += 1;
    return fetched === 1 ? first : later();
  });
  const said: string[] = [];
  const over: string[] = [];
  const page = {
    changed: () => {},
    say: (words: string) => void said.push(words),
    over: (where: string) => void over.push(where),
    playSound: vi.fn(),
    write: vi.fn(),
  };
  const conduct = new RoomConduct(BASE, first.me.id, page, parts);
  await conduct.start();
  await turn();
  return { conduct, parts, posts, said, over, page };
}

const turn = () => new Promise((resume) => setTimeout(resume, 5));
const keys = (bars: readonly NoticeBar[]) => bars.map((one) => one.key);

beforeEach(() => sessionStorage.clear());

describe("a room", () => {
  it("is entered with microphone and camera off, unless chosen in the green room", async () => {
    const plain = await enter(roomState());
    expect(plain.parts.log).toEqual(["open main"]);
    keepEntryChoice(BASE, { microphone: true, camera: false, hideSelf: true });
    const chosen = await enter(roomState());
    expect(chosen.conduct.own.isOn("microphone")).toBe(true);
    expect(chosen.conduct.own.isOn("camera")).toBe(false);
    expect(chosen.conduct.hideSelf).toBe(true);
  });

  it("turns nothing on by itself after a reload", async () => {
    keepEntryChoice(BASE, { microphone: true, camera: true, hideSelf: true });
    await enter(roomState());
    const again = await enter(roomState());
    expect(again.conduct.own.isOn("microphone")).toBe(false);
    expect(again.conduct.hideSelf).toBe(true);
  });

  it("follows the server from room to room, and closes the one before it opens the next", async () => {
    const moved = roomState({
      me: { ...roomState().me, mediaKey: "s2" },
      small: { id: "s2", number: 2, people: ["maya", "sam"], chat: { id: "c2" }, notices: [], call: null },
      room: { ...roomState().room, round: round() },
    });
    const { conduct, parts, said } = await enter(roomState(), () => moved);
    const small = { id: "s2", number: 2, people: ["maya", "sam"], conversation: "c2" };
    parts.events?.event(
      event("rooms.placed", { meeting: MEETING, mediaKey: "s2", small, why: "opened" }, "person:maya", 4),
    );
    await turn();
    expect(parts.log).toEqual(["open main", "closing main", "closed main", "open s2"]);
    expect(conduct.tab).toBe("prompt");
    expect(said).toEqual(["You are in Room 2."]);
    expect(conduct.store.state?.small?.chat).toEqual({ id: "c2" });
  });

  it("keeps the microphone off for someone who only types today, and says why", async () => {
    const me = { ...roomState().me, overheard: "yes" as const };
    const { conduct, said } = await enter(roomState({ me }));
    conduct.wish({ kind: "microphone" });
    await turn();
    expect(conduct.own.isOn("microphone")).toBe(false);
    expect(said[0]).toContain("you only type");
  });

  it("shows by the way they are here that someone speaks or is seen", async () => {
    const { conduct, posts } = await enter(roomState());
    conduct.wish({ kind: "camera" });
    await turn();
    expect(posts).toMatchObject([{ verb: "way", fields: { way: "camera" } }]);
  });

  it("asks gently for quiet, and never turns a microphone off itself", async () => {
    const { conduct, parts } = await enter(roomState());
    const asked = () =>
      parts.events?.event(event("rooms.asked_to_mute", { meeting: MEETING }, "person:maya", 9));
    asked();
    expect(keys(conduct.notices())).not.toContain("mute"); // it is off already
    conduct.wish({ kind: "microphone" });
    await turn();
    asked();
    const bar = conduct.notices().find((one) => one.key === "mute");
    expect(conduct.own.isOn("microphone")).toBe(true);
    bar?.actions?.[0]?.act();
    await turn();
    expect(conduct.own.isOn("microphone")).toBe(false);
    expect(keys(conduct.notices())).not.toContain("mute");
  });

  it("says what happened when a device can't be had, and lets the person listen", async () => {
    const { conduct, parts } = await enter(roomState());
    parts.devices.open = async () => {
      throw new Error("refused");
    };
    conduct.wish({ kind: "microphone" });
    await turn();
    expect(conduct.notices().find((one) => one.key === "trouble-microphone")?.words).toBe("It didn’t work.");
    expect(conduct.media.room?.key).toBe("main");
  });

  it("says that the line is lost and the place kept, until it is back", async () => {
    const { conduct, parts } = await enter(roomState());
    parts.events?.line(false);
    expect(conduct.notices()[0]?.words).toContain("Your place is kept");
    parts.events?.line(true);
    expect(keys(conduct.notices())).not.toContain("line");
  });

  it("rests in this window when another one took over, until called back", async () => {
    const { conduct, parts } = await enter(roomState());
    parts.rooms.get("main")?.events.emit("closed", { reason: "elsewhere" });
    parts.events?.event(event("rooms.locked", { locked: true }));
    await turn();
    expect(conduct.media.room).toBeNull();
    conduct.notices()[0]?.actions?.[0]?.act();
    await turn();
    expect(conduct.media.room?.key).toBe("main");
  });

  it("comes back by itself after a line was lost for long, with what was said before", async () => {
    const lapsed = roomState({ me: { ...roomState().me, state: "out", lapsed: true, mediaKey: "" } });
    const { conduct, posts, over } = await enter(lapsed, () => roomState());
    await turn();
    expect(posts.map((one) => [one.verb, Object.keys(one.fields)])).toEqual([["enter", ["key"]]]);
    expect(conduct.media.room?.key).toBe("main");
    expect(over).toEqual([]);
  });

  it("ends for who was asked to leave, and lets go of everything", async () => {
    const { parts, over } = await enter(roomState());
    parts.events?.event(event("rooms.removed", { meeting: MEETING }, "person:maya", 9));
    await turn();
    expect(over).toEqual(["room"]);
    expect(parts.log).toContain("parts closed");
  });

  it("goes nowhere by itself once someone leaves: the form says where to next", async () => {
    const { conduct, parts, over } = await enter(roomState());
    conduct.wish({ kind: "leave" });
    parts.events?.event(event("rooms.removed", { meeting: MEETING }, "person:maya", 9));
    await turn();
    expect(over).toEqual([]);
    expect(parts.log).toContain("parts closed");
  });

  it("leads to how it was when it ends for everyone", async () => {
    const { parts, over } = await enter(roomState());
    parts.events?.event(event("rooms.ended", { at: "" }));
    await turn();
    expect(over).toEqual(["after"]);
  });

  it("shows a reaction for a moment", async () => {
    const { conduct, parts } = await enter(roomState());
    vi.useFakeTimers();
    parts.events?.event(event("rooms.reacted", { person: "sam", reaction: "heart" }));
    expect([...conduct.reactions]).toEqual([["sam", "heart"]]);
    vi.advanceTimersByTime(5000);
    expect(conduct.reactions.size).toBe(0);
    vi.useRealTimers();
  });

  it("shows one's own hand at once, and takes it back when the server says no", async () => {
    const { conduct, said } = await enter(roomState());
    const going = conduct.ask({ verb: "hand", fields: { up: 1 } });
    expect(conduct.store.state?.me.hand).not.toBeNull();
    await going;
    expect(conduct.store.state?.me.hand).not.toBeNull();
    server((url) =>
      url.endsWith("/state") ? roomState() : { status: 409, error: "The session has ended." },
    );
    await conduct.ask({ verb: "way", fields: { way: "voice" } });
    expect(conduct.store.state?.me.way).toBe("chat");
    expect(said).toContain("The session has ended.");
  });

  it("shows a screen while the server says so, and no longer", async () => {
    const { conduct, parts } = await enter(staffState());
    const sharer = (person: string | null, seq: number) =>
      parts.events?.event(event("rooms.sharer", { person }, undefined, seq));
    conduct.wish({ kind: "screen" });
    await turn();
    parts.events?.event(event("rooms.locked", { locked: true }, undefined, 6)); // the word comes after the picture
    expect(conduct.own.isOn("screen")).toBe(true);
    sharer("dana", 7);
    expect(conduct.own.isOn("screen")).toBe(true);
    sharer(null, 8);
    await turn();
    expect(conduct.own.isOn("screen")).toBe(false);
  });

  it("says that the session was moved and until when it goes, and lets people wait", async () => {
    const { conduct, parts, over } = await enter(roomState());
    const session = {
      ...roomState().room.meeting,
      startsAt: "2026-11-24T10:20:00Z",
      endsAt: "2026-11-24T11:10:00Z",
    };
    parts.events?.event(event("rooms.meeting_changed", { session, closes: false }));
    const bar = conduct.notices().find((one) => one.key === "moved");
    const time = (at: string) => clock(new Date(at));
    expect(bar?.words).toContain(`it goes from ${time(session.startsAt)} to ${time(session.endsAt)} now`);
    expect(over).toEqual([]);
    bar?.actions?.[0]?.act();
    expect(keys(conduct.notices())).not.toContain("moved");
  });

  it("leads out of a session that is cancelled or far away, to the page that says so", async () => {
    const { parts, over } = await enter(roomState());
    parts.events?.event(event("rooms.meeting_changed", { session: roomState().room.meeting, closes: true }));
    parts.events?.event(event("rooms.ended", { at: "" }));
    await turn();
    expect(over).toEqual(["room"]);
    expect(parts.log).toContain("parts closed");
  });

  it("takes the screen back when the server says no", async () => {
    const { conduct, said } = await enter(staffState());
    server(() => ({ status: 409, error: "Someone else shows a screen just now." }));
    conduct.wish({ kind: "screen" });
    await turn();
    expect(conduct.own.isOn("screen")).toBe(false);
    expect(said).toContain("Someone else shows a screen just now.");
  });
});

describe("the notices of a room", () => {
  it("say who is asked to come when nobody on staff is here", async () => {
    const pagings = [{ person: "k", name: "Ken", why: "on_call" as const, at: "", cameAt: null }];
    const base = staffState({}, { pagings });
    const { conduct } = await enter({ ...base, room: { ...base.room, staffed: false } });
    expect(conduct.notices()[0]?.words).toBe("No one on staff is here yet. Ken has been asked to come.");
  });

  it("tell someone left alone where they go, five seconds before", async () => {
    const small = { id: "s2", number: 2, people: ["maya"], chat: null, call: null };
    const at = new Date(Date.parse(roomState().now) + 5000).toISOString();
    const state = roomState({
      small: { ...small, notices: [{ person: "maya", to: 1, at }] },
      room: { ...roomState().room, round: round() },
    });
    const { conduct } = await enter(state);
    expect(conduct.notices()[0]?.words).toBe("So that you aren’t alone, you join Room 1 in 5 seconds.");
  });

  it("put a word to all rooms before everyone but who said it", async () => {
    const { conduct, parts } = await enter(roomState());
    const said = { id: "b", by: "dana", name: "Dana", text: "Halfway.", at: "" };
    parts.events?.event(event("rooms.broadcast", said));
    const bar = conduct.notices()[0];
    expect(bar?.words).toBe("Dana, to all rooms: “Halfway.”");
    bar?.actions?.[0]?.act();
    expect(conduct.notices()).toEqual([]);
  });
});
