/// <reference types="vite/client" />
import { describe, expect, it } from "vitest";
import { attendee, event, MEETING, plan, roomState, round, staffState } from "./fakes";
import { dose, hands, peopleHere, quietFirst, reduce } from "./room_state";
import type { RoomEvent, RoomState } from "./types";

/** Written by Python: the state, what was published, and the state fetched again. */
interface Recorded {
  readonly name: string;
  readonly before: RoomState;
  readonly events: readonly RoomEvent[];
  readonly after: RoomState;
}

/**
 * What a refetch knows beyond its events: its own moment, numbers and topics, the chat's messages, credentials. After
 * being moved the page fetches the state, so what the small room knew before is the state's to tell.
 */
function comparable(state: RoomState, moved = false): unknown {
  const { now: _now, heads: _heads, topics: _topics, ice: _ice, chat: _chat, ...rest } = state;
  const expected = [...(rest.staff?.expected ?? [])].sort((a, b) => a.id.localeCompare(b.id)); // a set
  return {
    ...rest,
    small: rest.small && { ...rest.small, chat: null, ...(moved ? { call: null, notices: [] } : {}) },
    staff: rest.staff && { ...rest.staff, expected },
  };
}

const replay = (state: RoomState, events: readonly RoomEvent[]) => events.reduce(reduce, state);

describe("a room's events", () => {
  const files = import.meta.glob<readonly Recorded[]>("../../../tests/fixtures/events/rooms*.json", {
    eager: true,
    import: "default",
  });
  for (const [path, recorded] of Object.entries(files)) {
    const file = path.split("/").pop() ?? path;
    const cases = recorded.map((one) => [one.name, one] as const);
    it.each(cases)(`${file}: after “%s” the page knows what the server says next`, (_name, one) => {
      const moved = one.events.some((each) => each.kind === "rooms.placed");
      expect(comparable(replay(one.before, one.events), moved)).toEqual(comparable(one.after, moved));
    });
    it.each(cases)(`${file}: “%s” heard twice is the same as once`, (_name, one) => {
      const once = replay(one.before, one.events);
      expect(replay(once, one.events)).toEqual(once);
    });
  }

  it("that aren't known change nothing", () => {
    const state = roomState();
    expect(reduce(state, event("rooms.something_new", { person: "sam" }))).toBe(state);
    expect(reduce(state, event("rooms.plan", { plan: plan() }))).toBe(state);
  });

  it("of another session on the person's own topic are not for this room", () => {
    const state = roomState();
    const elsewhere = event(
      "rooms.placed",
      { meeting: "other", mediaKey: "x", small: null, why: "opened" },
      "person:maya",
    );
    expect(reduce(state, elsewhere)).toBe(state);
  });

  it("of a small room that was left are ignored", () => {
    const small = { id: "s2", number: 2, people: ["maya"], chat: null, notices: [], call: null };
    const state = roomState({ small });
    expect(reduce(state, event("rooms.small_people", { people: [] }, "small:s1"))).toBe(state);
    expect(
      reduce(state, event("rooms.small_people", { people: ["maya", "sam"] }, "small:s2")).small?.people,
    ).toEqual(["maya", "sam"]);
  });

  it("move someone between what staff expect and who is in", () => {
    const state = staffState();
    const left = reduce(state, event("rooms.left", { person: "sam" }));
    expect(left.staff?.expected.map((one) => one.name)).toEqual(["Sam"]);
    expect(left.room.people).toHaveLength(4);
    const back = reduce(left, event("rooms.entered", { person: attendee("Sam") }));
    expect(back.staff?.expected).toEqual([]);
    expect(back.room.people).toHaveLength(5);
  });

  it("show someone anew wherever they are named", () => {
    const said = { id: "b", by: "sam", name: "Sam", text: "Halfway.", at: "" };
    const pagings = [{ person: "sam", name: "Sam", why: "on_call" as const, at: "", cameAt: null }];
    const base = staffState({}, { pagings });
    const state = { ...base, room: { ...base.room, broadcasts: [said] } };
    const card = { name: "Samuel", pronouns: "he/him", picture: "", initials: "S", role: "member" };
    const after = reduce(state, event("rooms.person_changed", { person: "sam", card }));
    expect(after.room.people.find((one) => one.id === "sam")).toMatchObject({ ...card, way: "listening" });
    expect(after.room.broadcasts[0]?.name).toBe("Samuel");
    expect(after.staff?.pagings[0]?.name).toBe("Samuel");
    expect(after.room.people.filter((one) => one.name === "Samuel")).toHaveLength(1);
  });

  it("keep a small room's chat when the same place is said again", () => {
    const small = { id: "s2", number: 2, people: ["maya"], chat: { id: "c9" }, notices: [], call: null };
    const placed = {
      meeting: MEETING,
      mediaKey: "s2",
      small: { id: "s2", number: 2, people: ["maya", "sam"], conversation: "c9" },
      why: "opened",
    };
    const after = reduce(roomState({ small }), event("rooms.placed", placed, "person:maya"));
    expect(after.small?.chat).toEqual({ id: "c9" });
    expect(after.me.mediaKey).toBe("s2");
  });

  it("move a seat from room to room in the staff's plan, with its reason", () => {
    const state = staffState({}, { plan: plan({ phase: "open" }) });
    const after = reduce(
      state,
      event("rooms.seat", { round: "r1", person: "theo", room: 2, state: "seated" }, `room-staff:${MEETING}`),
    );
    const rooms = after.staff?.plan?.rooms ?? [];
    expect(rooms[0]?.seats.map((one) => one.person)).toEqual(["ruth"]);
    expect(rooms[1]?.seats.at(-1)).toEqual({
      person: "theo",
      state: "seated",
      reason: { kind: "new_to_all", people: ["ruth"] },
    });
  });
});

describe("hands", () => {
  const people = [
    attendee("Ines", { handAt: "2026-11-24T10:01:00+00:00" }),
    attendee("Kofi", { handAt: "2026-11-24T10:00:00+00:00" }),
    attendee("Sam"),
  ];

  it("stand in the order in which they went up", () => {
    expect(hands(roomState({}, people)).map((one) => one.name)).toEqual(["Kofi", "Ines"]);
  });

  it("stand with quiet people first for the facilitator", () => {
    const state = {
      ...staffState({}, { talk: { kofi: { ms: 120_000, messages: 0 } } }),
      room: roomState({}, people).room,
    };
    expect(hands(state).map((one) => one.name)).toEqual(["Ines", "Kofi"]);
  });

  it("do not change places for a few seconds of talk", () => {
    expect(dose({ ms: 20_000, messages: 2 })).toBe(dose(undefined));
    expect(dose({ ms: 31_000, messages: 0 })).toBeGreaterThan(dose(undefined));
  });
});

describe("people", () => {
  it("who have been quiet so far stand first, staff last", () => {
    const state = staffState({}, { talk: { maya: { ms: 90_000, messages: 0 } } });
    expect(quietFirst(state).map((one) => one.name)).toEqual(["Ruth", "Sam", "Theo", "Maya", "Dana"]);
  });

  it("of a small room are those in it, and oneself", () => {
    const small = { id: "s2", number: 2, people: ["sam"], chat: null, notices: [], call: null };
    expect(
      peopleHere(roomState({ small, room: { ...roomState().room, round: round() } })).map((one) => one.id),
    ).toEqual(["maya", "sam"]);
  });

  it("puts the welcomer right beside a newcomer, for the newcomer alone", () => {
    const people = ["rosa", "walt", "maya", "sam"].map((id) => attendee(id));
    const state = roomState({ room: { ...roomState().room, people } });
    const ids = (one: RoomState) => peopleHere(one).map(({ id }) => id);
    expect(ids(state)).toEqual(["rosa", "walt", "maya", "sam"]);
    expect(ids({ ...state, me: { ...state.me, beside: "rosa" } })).toEqual(["walt", "maya", "rosa", "sam"]);
    expect(ids({ ...state, me: { ...state.me, beside: "gone" } })).toEqual(["rosa", "walt", "maya", "sam"]);
  });
});
