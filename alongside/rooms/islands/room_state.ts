/**
 * The room's state and what each event makes of it: pure functions, held to the events that Python writes
 * (tests/fixtures/events/rooms_*.json: state, event, state after refetch).
 *
 * An event that is applied twice changes nothing the second time. One that isn't known changes nothing at all, so that
 * an old page survives a new server.
 */

import type {
  Attendee,
  Broadcast,
  Call,
  Card,
  Me,
  Meeting,
  Notice,
  Paging,
  Placed,
  Plan,
  PlanRoom,
  RoomEvent,
  RoomState,
  Round,
  SeatReason,
  SeatState,
  Shared,
  SmallCall,
  StaffPart,
  Waiting,
  Way,
  YourSeat,
} from "./types";

type Data = RoomEvent["data"];
type Reducer = (state: RoomState, data: Data) => RoomState;

const shared = (state: RoomState, change: Partial<Shared>): RoomState => ({
  ...state,
  room: { ...state.room, ...change },
});

const staff = (state: RoomState, change: (part: StaffPart) => Partial<StaffPart>): RoomState =>
  state.staff ? { ...state, staff: { ...state.staff, ...change(state.staff) } } : state;

/** The list with `item` in the place of the one like it, or at its end. */
function put<T>(list: readonly T[], item: T, same: (other: T) => boolean): readonly T[] {
  return list.some(same) ? list.map((other) => (same(other) ? item : other)) : [...list, item];
}

function person(state: RoomState, id: string, change: Partial<Attendee>): RoomState {
  return shared(state, {
    people: state.room.people.map((one) => (one.id === id ? { ...one, ...change } : one)),
  });
}

const card = ({ way: _way, handAt: _handAt, mayShare: _mayShare, ...rest }: Attendee): Card => rest;

function entered(state: RoomState, data: Data): RoomState {
  const who = data.person as Attendee;
  const next = shared(state, { people: put(state.room.people, who, (one) => one.id === who.id) });
  return staff(next, (part) => ({ expected: part.expected.filter((one) => one.id !== who.id) }));
}

function left(state: RoomState, data: Data): RoomState {
  const gone = state.room.people.find((one) => one.id === data.person);
  if (!gone) return state;
  const next = shared(state, { people: state.room.people.filter((one) => one.id !== gone.id) });
  return staff(next, (part) => ({ expected: put(part.expected, card(gone), (one) => one.id === gone.id) }));
}

function way(state: RoomState, data: Data): RoomState {
  const next = person(state, data.person as string, { way: data.way as Way });
  return data.person === state.me.id ? { ...next, me: { ...next.me, way: data.way as Way } } : next;
}

function hand(state: RoomState, data: Data): RoomState {
  const at = data.at as string | null;
  const next = person(state, data.person as string, { handAt: at });
  return data.person === state.me.id ? { ...next, me: { ...next.me, hand: at } } : next;
}

function mayShare(state: RoomState, data: Data): RoomState {
  const may = data.may as boolean;
  const next = person(state, data.person as string, { mayShare: may });
  return data.person === state.me.id ? { ...next, me: { ...next.me, mayShare: may } } : next;
}

function broadcast(state: RoomState, data: Data): RoomState {
  const said = data as unknown as Broadcast;
  return shared(state, { broadcasts: put(state.room.broadcasts, said, (one) => one.id === said.id) });
}

/** Someone is shown otherwise from now on: name, pronouns, picture. Said to everyone, or to staff who expect them. */
function personChanged(state: RoomState, data: Data): RoomState {
  const change = data.card as Partial<Card> & Pick<Card, "name">;
  const anew = <T extends Card>(people: readonly T[]): readonly T[] =>
    people.map((one) => (one.id === data.person ? { ...one, ...change } : one));
  const broadcasts = state.room.broadcasts.map((one) =>
    one.by === data.person ? { ...one, name: change.name } : one,
  );
  const next = shared(state, { people: anew(state.room.people), broadcasts });
  return staff(next, (part) => ({
    waiting: anew(part.waiting),
    expected: anew(part.expected),
    pagings: part.pagings.map((one) => (one.person === data.person ? { ...one, name: change.name } : one)),
  }));
}

/** The session is at another time, or not at all; where it closes, everyone is out of it. */
function meetingChanged(state: RoomState, data: Data): RoomState {
  const next = shared(state, { meeting: data.session as Meeting });
  return data.closes ? { ...next, me: { ...next.me, state: "out" } } : next;
}

const everyone: Record<string, Reducer> = {
  "rooms.entered": entered,
  "rooms.left": left,
  "rooms.way": way,
  "rooms.hand": hand,
  "rooms.may_share": mayShare,
  "rooms.broadcast": broadcast,
  "rooms.locked": (state, data) => shared(state, { locked: data.locked as boolean }),
  "rooms.sharer": (state, data) => shared(state, { sharer: data.person as string | null }),
  "rooms.staffed": (state, data) =>
    shared(state, { staffed: data.staffed as boolean, closesAt: data.closesAt as string | null }),
  "rooms.round": (state, data) => shared(state, { round: data.round as Round | null }),
  "rooms.person_changed": personChanged,
  "rooms.meeting_changed": meetingChanged,
  "rooms.ended": (state) => shared(state, { ended: true, closesAt: null }),
};

function seat(state: RoomState, data: Data): RoomState {
  return staff(state, (part) => {
    const { plan } = part;
    if (!plan || plan.round !== data.round) return {};
    const known = plan.rooms.flatMap((room) => room.seats).find((one) => one.person === data.person);
    const sitting = {
      person: data.person as string,
      state: data.state as SeatState,
      reason: (data.reason as SeatReason | undefined) ?? known?.reason ?? { kind: "", people: [] },
    };
    const rooms = plan.rooms.map((room): PlanRoom => {
      const here = room.seats.some((one) => one.person === data.person);
      if (room.number === data.room) {
        return { ...room, seats: put(room.seats, sitting, (one) => one.person === data.person) };
      }
      return here ? { ...room, seats: room.seats.filter((one) => one.person !== data.person) } : room;
    });
    const notYetHere = plan.notYetHere.filter((one) => one.person !== data.person);
    return { plan: { ...plan, rooms, notYetHere } };
  });
}

const ofStaff: Record<string, Reducer> = {
  "rooms.person_changed": personChanged,
  "rooms.nearly_in": (state, data) => {
    const who = data.person as Waiting;
    return staff(state, (part) => ({ waiting: put(part.waiting, who, (one) => one.id === who.id) }));
  },
  "rooms.not_waiting": (state, data) =>
    staff(state, (part) => ({ waiting: part.waiting.filter((one) => one.id !== data.person) })),
  "rooms.plan": (state, data) => staff(state, () => ({ plan: data.plan as Plan | null })),
  "rooms.seat": seat,
  "rooms.call": (state, data) => {
    const call = data.call as Call;
    return staff(state, (part) => ({ calls: put(part.calls, call, (one) => one.id === call.id) }));
  },
  "rooms.talk": (state, data) =>
    staff(state, (part) => ({
      talk: {
        ...part.talk,
        [data.person as string]: { ms: data.ms as number, messages: data.messages as number },
      },
    })),
  "rooms.paged": (state, data) => {
    const paging = data as unknown as Paging;
    const same = (one: Paging) => one.person === paging.person && one.why === paging.why;
    return staff(state, (part) => ({ pagings: put(part.pagings, paging, same) }));
  },
};

const ofSmallRoom: Record<string, Reducer> = {
  "rooms.small_people": (state, data) =>
    state.small ? { ...state, small: { ...state.small, people: data.people as readonly string[] } } : state,
  "rooms.small_call": (state, data) =>
    state.small ? { ...state, small: { ...state.small, call: data.call as SmallCall | null } } : state,
  "rooms.notice": (state, data) => {
    if (!state.small) return state;
    const others = state.small.notices.filter((one) => one.person !== data.person);
    const notice = data as unknown as Notice;
    const notices = data.at === null ? others : [...others, notice];
    return { ...state, small: { ...state.small, notices } };
  },
};

/** Desired state: said twice it is the same. What it doesn't say (chat, topics) is fetched after it. */
function placed(state: RoomState, data: Data): RoomState {
  const where = data as unknown as Placed;
  const { small } = where;
  const same = small !== null && state.small?.id === small.id ? state.small : null;
  return {
    ...state,
    me: { ...state.me, mediaKey: where.mediaKey },
    small: small && {
      id: small.id,
      number: small.number,
      people: small.people,
      chat: same?.chat ?? null,
      notices: same?.notices ?? [],
      call: same?.call ?? null,
    },
  };
}

const forMe: Record<string, Reducer> = {
  "rooms.placed": placed,
  "rooms.my_call": (state, data) =>
    state.small ? { ...state, small: { ...state.small, call: data.call as SmallCall | null } } : state,
  "rooms.your_seat": (state, data) => ({ ...state, me: { ...state.me, seat: data.seat as YourSeat | null } }),
  "rooms.admitted": (state) => ({ ...state, me: { ...state.me, state: "in" } }),
  "rooms.host_gone": (state) => ({ ...state, me: { ...state.me, state: "waiting" } }),
  "rooms.removed": (state) => ({ ...state, me: { ...state.me, state: "removed" } }),
  "rooms.hand_lowered": (state) => hand(state, { person: state.me.id, at: null }),
};

const audiences: Record<string, Record<string, Reducer>> = {
  room: everyone,
  "room-staff": ofStaff,
  small: ofSmallRoom,
  person: forMe,
};

/** What the event makes of the state. The same object comes back when it changes nothing here. */
export function reduce(state: RoomState, event: RoomEvent): RoomState {
  const [audience = "", name] = event.topic.split(":", 2);
  const { meeting } = event.data;
  if (audience === "person" && meeting !== undefined && meeting !== state.room.meeting.id) return state;
  if (audience === "small" && name !== state.small?.id) return state;
  return audiences[audience]?.[event.kind]?.(state, event.data) ?? state;
}

/** People whose hand is up, in the order asked; for staff whoever has spoken and written least comes first. */
export function hands(state: RoomState): readonly Attendee[] {
  const up = state.room.people.filter((one) => one.handAt !== null);
  const order = [...up].sort((a, b) => (a.handAt ?? "").localeCompare(b.handAt ?? ""));
  const talk = state.staff?.talk;
  if (!talk) return order;
  return order.sort((a, b) => dose(talk[a.id]) - dose(talk[b.id]));
}

/** How much of the room someone has taken, in steps of half a minute, so that seconds don't reorder people. */
export function dose(talk: { ms: number; messages: number } | undefined): number {
  return talk ? Math.floor(talk.ms / 30_000) + Math.floor(talk.messages / 3) : 0;
}

/** People for the facilitator's list: who has been quiet so far first, then by name. */
export function quietFirst(state: RoomState): readonly Attendee[] {
  const talk = state.staff?.talk ?? {};
  const by = (one: Attendee) => (one.isStaff ? Number.MAX_SAFE_INTEGER : dose(talk[one.id]));
  return [...state.room.people].sort((a, b) => by(a) - by(b) || a.name.localeCompare(b.name));
}

/**
 * Who is with this person now: the small room's people; while others sit in small rooms, whoever is heard in the main
 * room (`heard`: ids in our media room); otherwise everyone.
 */
export function peopleHere(state: RoomState, heard: Iterable<string> = []): readonly Attendee[] {
  const { small, me, room } = state;
  const isSplit = room.round?.phase === "open" || room.round?.phase === "returning";
  if (!small && !isSplit) return seated(room.people, me);
  const ids = new Set(small ? small.people : heard).add(me.id);
  return seated(
    room.people.filter((one) => ids.has(one.id)),
    me,
  );
}

/** In the order they came; in someone's first session, whoever welcomes them is right beside them. */
function seated(people: readonly Attendee[], me: Me): readonly Attendee[] {
  const welcomer = people.find((one) => one.id === me.beside);
  if (!welcomer) return people;
  const others = people.filter((one) => one !== welcomer);
  const place = others.findIndex((one) => one.id === me.id);
  return [...others.slice(0, place + 1), welcomer, ...others.slice(place + 1)];
}

/** The name and face of an id, wherever in the state it is known. */
export function find(state: RoomState, id: string): Card | undefined {
  return (
    state.room.people.find((one) => one.id === id) ??
    state.staff?.expected.find((one) => one.id === id) ??
    state.staff?.waiting.find((one) => one.id === id)
  );
}

/** Which of the topics of a state belong to the room of media it names, if any. */
export const mediaTopic = (state: RoomState): string | null =>
  state.me.state === "in" && state.me.mediaKey ? `media:${state.me.mediaKey}` : null;
