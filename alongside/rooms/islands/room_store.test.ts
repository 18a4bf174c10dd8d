import { describe, expect, it } from "vitest";
import { attendee, event, MEETING, roomState } from "./fakes";
import { type Link, type LinkEvents, RoomStore } from "./room_store";
import type { RoomState } from "./types";

const ROOM = `room:${MEETING}`;

function setUp(answers: (() => Promise<{ status: number; state: RoomState | null }>)[]) {
  let events: LinkEvents | null = null;
  const followed: (readonly string[])[] = [];
  const pauses: number[] = [];
  const store = new RoomStore(
    "/sessions/m1/",
    (made) => {
      events = made;
      const link: Link = { follow: (topics) => void followed.push(topics), close: () => {} };
      return link;
    },
    async () => {
      const next = answers.shift();
      if (!next) throw new Error("asked once too often");
      return next();
    },
    async (ms) => void pauses.push(ms),
  );
  return { store, followed, pauses, hear: (one: ReturnType<typeof event>) => events?.event(one) };
}

const answer = (state: RoomState) => async () => ({ status: 200, state });

describe("the store of a room", () => {
  it("follows the topics of the state, but leaves media and conversation to who joins them", async () => {
    const { store, followed } = setUp([answer(roomState())]);
    await store.refetch();
    expect(followed).toEqual([[ROOM, "person:maya"]]);
  });

  it("applies events and tells of them", async () => {
    const { store, hear } = setUp([answer(roomState())]);
    await store.refetch();
    const heard: string[] = [];
    store.hear((one) => heard.push(one.kind));
    hear(event("rooms.left", { person: "sam" }));
    expect(store.state?.room.people.map((one) => one.id)).not.toContain("sam");
    expect(heard).toEqual(["rooms.left"]);
  });

  it("puts a fetch and the events during it together by number", async () => {
    let open: (state: RoomState) => void = () => {};
    const slow = new Promise<RoomState>((resolve) => {
      open = resolve;
    });
    const { store, hear } = setUp([answer(roomState()), async () => ({ status: 200, state: await slow })]);
    await store.refetch();
    const fetching = store.refetch();
    hear(event("rooms.left", { person: "sam" }, ROOM, 6)); // the snapshot below holds it: Sam came back at 7
    hear(event("rooms.entered", { person: attendee("Omar") }, ROOM, 8)); // the snapshot is from before it
    open(roomState({ heads: { [ROOM]: 7 } }));
    await fetching;
    const ids = store.state?.room.people.map((one) => one.id);
    expect(ids).toContain("sam");
    expect(ids).toContain("omar");
  });

  it("does not apply an event that the snapshot already holds", async () => {
    const { store, hear } = setUp([answer(roomState({ heads: { [ROOM]: 9 } }))]);
    await store.refetch();
    hear(event("rooms.left", { person: "sam" }, ROOM, 8));
    expect(store.state?.room.people.map((one) => one.id)).toContain("sam");
  });

  it("tries again after silence, longer each time, and says that the line is lost", async () => {
    const silence = async () => ({ status: 0, state: null });
    const { store, pauses } = setUp([silence, silence, answer(roomState())]);
    const ups: boolean[] = [];
    store.watch(() => ups.push(store.isUp));
    await store.refetch();
    expect(pauses).toEqual([500, 1000]);
    expect(ups).toEqual([false, false, true]);
  });

  it("is over once the server no longer knows the person here", async () => {
    const { store } = setUp([async () => ({ status: 404, state: null })]);
    await store.refetch();
    expect(store.isOver).toBe(true);
  });

  it("fetches again when the person's place changes", async () => {
    const moved = roomState({ heads: { [ROOM]: 5, "person:maya": 3 } });
    const there = answer({ ...moved, me: { ...moved.me, mediaKey: "s2" } });
    const { store, hear } = setUp([answer(roomState()), there, there]);
    await store.refetch();
    const where = { meeting: MEETING, mediaKey: "s2", small: null, why: "opened" };
    hear(event("rooms.placed", where, "person:maya", 3));
    expect(store.state?.me.mediaKey).toBe("s2");
    await store.refetch();
    expect(store.state?.heads["person:maya"]).toBe(3);
  });
});
