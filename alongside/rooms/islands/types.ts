/** What the room's server tells: `GET /sessions/<meeting>/state` and the events of its topics. Times are ISO 8601, UTC. */

export type Way = "listening" | "reacting" | "chat" | "hand" | "voice" | "camera";
export type Reaction = "heart" | "nod" | "with_you" | "thanks" | "smile";

/** How a person is shown; `id` is their public id. `isStaff`: they lead this session. */
export interface Card {
  readonly id: string;
  readonly name: string;
  readonly pronouns: string;
  readonly picture: string;
  readonly hue: number;
  readonly shape: number;
  readonly initials: string;
  readonly role: string;
  readonly isStaff: boolean;
}

export interface Attendee extends Card {
  readonly way: Way;
  readonly handAt: string | null;
  readonly mayShare: boolean;
}

export interface Waiting extends Card {
  readonly at: string;
}

export interface YourSeat {
  readonly round: string;
  readonly number: number;
  readonly people: readonly string[];
}

export type MyState = "waiting" | "in" | "out" | "removed";

export interface Me {
  readonly id: string;
  readonly way: Way;
  readonly hand: string | null;
  readonly state: MyState;
  /** Out because the line was lost for long, not by leaving. */
  readonly lapsed?: boolean;
  /** Staff of this session: they see reasons and attendance, and place people. */
  readonly isStaff: boolean;
  /** Leads it: staff, or a host of its circle. */
  readonly isHost: boolean;
  readonly mayShare: boolean;
  /** The media room this person should be in; empty when none. */
  readonly mediaKey: string;
  readonly overheard: "no" | "yes" | "unsure";
  readonly hidesSelfView: boolean;
  /** Their place in the round, from its countdown on. */
  readonly seat: YourSeat | null;
  /** In someone's first session: who sits beside them. */
  readonly beside?: string;
}

export type Phase = "planned" | "opening" | "open" | "returning" | "closed";

export interface PromptWords {
  readonly title: string;
  /** A first sentence to borrow. */
  readonly first: string;
  /** What to do if someone says they used or may be hurt. */
  readonly care: string;
}

export interface Prompt {
  readonly key: string;
  /** By language: the event is the same for all readers. English is always there. */
  readonly words: Readonly<Record<string, PromptWords>>;
}

export interface Round {
  readonly id: string;
  readonly number: number;
  readonly phase: Phase;
  readonly opensAt: string | null;
  readonly endsAt: string | null;
  readonly minutes: number;
  readonly rooms: number;
  readonly prompt: Prompt | null;
}

export interface Broadcast {
  readonly id: string;
  readonly by: string;
  readonly name: string;
  readonly text: string;
  readonly at: string;
}

export interface Meeting {
  readonly id: string;
  /** "circle": its hosts lead it. */
  readonly kind: string;
  readonly title: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly doorsCloseAt: string;
}

/** What everyone in the room knows. */
export interface Shared {
  readonly meeting: Meeting;
  readonly locked: boolean;
  readonly ended: boolean;
  readonly sharer: string | null;
  readonly staffed: boolean;
  /** When the room of a circle closes unless a host comes. */
  readonly closesAt: string | null;
  readonly people: readonly Attendee[];
  readonly round: Round | null;
  readonly broadcasts: readonly Broadcast[];
}

/** A conversation as conversations/ tells it; only its id matters here. */
export interface Chat {
  readonly id: string;
  readonly [more: string]: unknown;
}

export interface Notice {
  readonly person: string;
  /** The small room they will join; null: the main room. */
  readonly to: number | null;
  readonly at: string;
}

export interface SmallCall {
  readonly id: string;
  readonly at: string;
  /** Who answered: a public id. */
  readonly answeredBy: string | null;
}

export interface Small {
  readonly id: string;
  readonly number: number;
  readonly people: readonly string[];
  readonly chat: Chat | null;
  readonly notices: readonly Notice[];
  readonly call: SmallCall | null;
}

export interface SeatReason {
  readonly kind: string;
  readonly people: readonly string[];
}

export type SeatState = "seated" | "held" | "main" | "gone";

export interface PlanSeat {
  readonly person: string;
  readonly state: SeatState;
  readonly reason: SeatReason;
}

export interface PlanRoom {
  readonly id: string;
  readonly number: number;
  readonly seats: readonly PlanSeat[];
}

export interface PlanSummary {
  readonly newPairs: number;
  readonly pairs: number;
  readonly everyoneMeetsSomeoneNew: boolean;
  readonly warmOk: number;
  readonly warmNeed: number;
}

export interface Plan {
  readonly round: string;
  readonly phase: Phase;
  readonly minutes: number;
  readonly low: number;
  readonly high: number;
  readonly promptKey: string;
  /** Null in circles, where nobody is told who knows whom. */
  readonly summary: PlanSummary | null;
  readonly rooms: readonly PlanRoom[];
  readonly notYetHere: readonly { readonly person: string; readonly room: number | null }[];
  readonly searching: boolean;
}

/** What moving someone to a room would change. `allowed: false` says no more than that it can't be. */
export interface Effect {
  /** The small room's number and id. */
  readonly room: number;
  readonly id: string;
  readonly knows: readonly string[];
  readonly newTo: readonly string[];
  readonly size: number;
  /** With whom they would change places, where only that is possible. */
  readonly swapWith: string | null;
  readonly allowed: boolean;
  /** Where they sit now. */
  readonly current: boolean;
}

export interface Call {
  readonly id: string;
  readonly room: number;
  readonly by: string;
  readonly at: string;
  readonly answeredBy: string | null;
  readonly answeredAt: string | null;
}

export interface Paging {
  readonly person: string;
  readonly name: string;
  readonly why: "cofacilitator" | "on_call";
  readonly at: string;
  readonly cameAt: string | null;
}

export interface Talk {
  readonly ms: number;
  readonly messages: number;
}

/** What only those who lead this session know. */
export interface StaffPart {
  readonly waiting: readonly Waiting[];
  readonly talk: Readonly<Record<string, Talk>>;
  readonly plan: Plan | null;
  readonly calls: readonly Call[];
  readonly pagings: readonly Paging[];
  /** Who has a place here and isn’t in: names for seats held and kept. */
  readonly expected: readonly Card[];
}

export interface IceAdvice {
  readonly iceServers: readonly {
    readonly urls: readonly string[] | string;
    readonly username?: string;
    readonly credential?: string;
  }[];
  readonly relayOnly: boolean;
  readonly expiresAt?: number | null;
}

export interface RoomState {
  readonly now: string;
  readonly heads: Readonly<Record<string, number>>;
  readonly topics: readonly string[];
  readonly me: Me;
  readonly room: Shared;
  /** Null for who isn't in. */
  readonly chat: Chat | null;
  readonly small: Small | null;
  readonly ice: IceAdvice;
  readonly staff?: StaffPart | null;
}

/** An event of a topic, as the socket delivers it. */
export interface RoomEvent {
  readonly topic: string;
  readonly kind: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type PlacedWhy =
  | "entered"
  | "opened"
  | "returned"
  | "late"
  | "moved"
  | "stepped_out"
  | "rejoined"
  | "visit"
  | "alone";

export interface Placed {
  readonly meeting: string;
  readonly mediaKey: string;
  readonly small: {
    readonly id: string;
    readonly number: number;
    readonly people: readonly string[];
    readonly conversation: string | null;
  } | null;
  readonly why: PlacedWhy;
}
