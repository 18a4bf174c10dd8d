// What a page knows of a conversation: pure functions from a state and what happened to the next state.
// `reduce` is held to tests/fixtures/events/conversations.json, which Python writes: a state and its events come to the
// state that a new fetch would give. One state shows one flow: the conversation itself, or what stands beside one message.

import type { LiveEvent } from "../../../islands/live_order";

/** Who took a message away; empty while it stands. */
export type Gone = "" | "author" | "staff";

/** What a message answers, in at most 200 characters. */
export interface Quote {
  readonly id: string;
  readonly author: string;
  readonly name: string;
  readonly body: string;
  readonly gone: Gone;
}

/** A file of a message. Sizes in pixels, bytes and seconds; 0 where there is none. */
export interface Attached {
  readonly id: string;
  readonly kind: "image" | "voice" | "file";
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly url: string;
  readonly small: string;
}

/** A post that waits for a human; `by` has said that they answer, `until` when. */
export interface Waiting {
  readonly id: string;
  readonly why: string;
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly until: string | null;
}

/** A message as it is stored. `key` is the one it was posted with; `thread` the message at whose side it stands. */
export interface Said {
  readonly id: string;
  readonly seq: number;
  readonly author: string;
  readonly name: string;
  readonly body: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly key: string;
  readonly thread: string;
  readonly replies: number;
  readonly quote: Quote | null;
  readonly mentions: readonly string[];
  readonly company: boolean;
  readonly edited: string;
  readonly gone: Gone;
  readonly reactions: Readonly<Record<string, number>>;
  readonly files: readonly Attached[];
  readonly waiting: Waiting | null;
  readonly helped: boolean;
}

/** One's own message with a link that someone on staff looks at first. */
export interface Held {
  readonly id: string;
  readonly body: string;
  readonly at: string;
  readonly key: string;
}

/** What the server says: GET /conversations/<id>/state. `seq` is the topic's number, `head` the last message's here. */
export interface ConversationState {
  readonly id: string;
  /** Empty for someone whose part has ended: there is none to join. */
  readonly topic: string;
  readonly seq: number;
  readonly head: number;
  readonly kind: string;
  /** The message beside which these stand; empty for the main flow. That message itself comes first. */
  readonly thread: string;
  readonly me: string;
  readonly closed: boolean;
  readonly mayWrite: boolean;
  /** Whether there are messages before the first one here, and after the last. */
  readonly earlier: boolean;
  readonly later: boolean;
  readonly messages: readonly Said[];
  /** The newest message this person had seen. */
  readonly readSeq: number;
  /** This person's own reactions, by message. */
  readonly mine: Readonly<Record<string, readonly string[]>>;
  readonly muted: readonly string[];
  readonly held: readonly Held[];
  /** The newest message there is, whether or not it is here. */
  readonly newest: number;
}

/** A page of messages: GET /conversations/<id>/messages. */
export interface Page {
  readonly messages: readonly Said[];
  readonly earlier: boolean;
  readonly later: boolean;
  readonly mine?: ConversationState["mine"];
}

/** Messages kept at once; what lies farther away is fetched again when it is wanted. */
export const MOST = 600;

function headOf(messages: readonly Said[]): number {
  return messages.at(-1)?.seq ?? 0;
}

/** Adds messages that aren't there yet, in the order of their numbers. */
function withMessages(state: ConversationState, more: readonly Said[]): ConversationState {
  const known = new Set(state.messages.map((message) => message.seq));
  const fresh = more.filter((message) => !known.has(message.seq));
  if (!fresh.length) return state;
  const messages = [...state.messages, ...fresh].sort((one, other) => one.seq - other.seq);
  const head = Math.max(state.head, headOf(messages));
  return { ...state, messages, head, newest: Math.max(state.newest, head) };
}

/** Each message through `change`; those that stay the same stay the same object, so that their lines aren't drawn again. */
function each(state: ConversationState, change: (message: Said) => Said): ConversationState {
  let isSame = true;
  const messages = state.messages.map((message) => {
    const next = change(message);
    if (next !== message) isSame = false;
    return next;
  });
  return isSame ? state : { ...state, messages };
}

function one(state: ConversationState, id: string, to: Partial<Said>): ConversationState {
  return each(state, (message) => (message.id === id ? { ...message, ...to } : message));
}

function quoted(state: ConversationState, id: string, to: Partial<Quote>): ConversationState {
  return each(state, (message) =>
    message.quote?.id === id ? { ...message, quote: { ...message.quote, ...to } } : message,
  );
}

const QUOTED = 200;

/** As the server cuts it: by characters, not by halves of them. */
function cut(body: string): string {
  return [...body].slice(0, QUOTED).join("");
}

function without<T>(all: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  if (!Object.hasOwn(all, name)) return all;
  return Object.fromEntries(Object.entries(all).filter(([each]) => each !== name));
}

/** A quote that came without its words, since not everyone may read them: here they stand already. */
function withWords(state: ConversationState, message: Said): Said {
  const { quote } = message;
  if (!quote || quote.body || quote.gone) return message;
  const body = cut(state.messages.find((each) => each.id === quote.id)?.body ?? "");
  return body ? { ...message, quote: { ...quote, body } } : message;
}

/** Something was said: a line in its own flow, and counted at the message beside which it stands. */
function said(state: ConversationState, message: Said, counts = true): ConversationState {
  const held = state.held.filter((waits) => waits.key !== message.key);
  const next = {
    ...state,
    held: held.length === state.held.length ? state.held : held,
    newest: Math.max(state.newest, message.seq),
    readSeq: message.author === state.me ? Math.max(state.readSeq, message.seq) : state.readSeq,
  };
  const counted =
    message.thread && counts
      ? each(next, (root) => (root.id === message.thread ? { ...root, replies: root.replies + 1 } : root))
      : next;
  return message.thread === state.thread && !state.later
    ? withMessages(counted, [withWords(state, message)])
    : counted;
}

/** Someone reacts, or no longer. Only what this person does themselves is kept by name. */
function reacted(
  state: ConversationState,
  { id, person, code, on, count }: { id: string; person: string; code: string; on: boolean; count: number },
): ConversationState {
  const found = state.messages.find((message) => message.id === id);
  if (!found) return state;
  const reactions = count > 0 ? { ...found.reactions, [code]: count } : without(found.reactions, code);
  const next = one(state, id, { reactions });
  if (person !== state.me) return next;
  const others = (state.mine[id] ?? []).filter((each) => each !== code);
  const codes = on ? [...others, code].sort() : others;
  return { ...next, mine: codes.length ? { ...state.mine, [id]: codes } : without(state.mine, id) };
}

/** The state after the topic's next event. */
export function reduce(before: ConversationState, event: LiveEvent): ConversationState {
  const state = { ...before, seq: event.seq };
  const data = event.data as never;
  switch (event.kind) {
    case "conversations.message":
      return said(state, data);
    case "conversations.changed": {
      const { id, body, mentions, edited } = data as Said;
      return quoted(one(state, id, { body, mentions, edited }), id, { body: cut(body) });
    }
    case "conversations.gone":
      return taken(state, data);
    case "conversations.reacted":
      return reacted(state, data);
    case "conversations.waiting": {
      const { id, waiting } = data as Said;
      return one(state, id, { waiting });
    }
    case "conversations.helped": {
      const { id, on } = data as { id: string; on: boolean };
      return each(state, (message) => {
        const helped = message.id === id ? on : message.helped && !on;
        return helped === message.helped ? message : { ...message, helped };
      });
    }
    case "conversations.read": // on this person's own topic, with numbers of its own
      return read(before, data);
    case "conversations.closed":
      return { ...state, closed: true, mayWrite: false };
    case "conversations.reopened":
      return { ...state, closed: false, mayWrite: true };
    default:
      return state;
  }
}

/** This person read on, here or on another device. */
function read(state: ConversationState, data: { conversation: string; upto: number }): ConversationState {
  if (data.conversation !== state.id || data.upto <= state.readSeq) return state;
  return { ...state, readSeq: data.upto };
}

/** A message was taken away: its place stays, with a mark. */
function taken(state: ConversationState, { id, how }: { id: string; how: Gone }): ConversationState {
  const emptied: Partial<Said> = {
    body: "",
    quote: null,
    mentions: [],
    company: false,
    files: [],
    reactions: {},
    waiting: null,
    helped: false,
    gone: how,
  };
  const next = quoted(one(state, id, emptied), id, { body: "", gone: how });
  return { ...next, mine: without(next.mine, id) };
}

/** Our own post or change was answered: the message is stored so, whether or not its event has come. */
export function stored(state: ConversationState, message: Said): ConversationState {
  const known = state.messages.find((each) => each.id === message.id);
  if (known) return one(state, message.id, { ...message, replies: Math.max(known.replies, message.replies) });
  return said(state, message, false); // it is counted when its event comes
}

/** A page before or after what is here was fetched. */
export function withPage(state: ConversationState, page: Page, side: "earlier" | "later"): ConversationState {
  const joined = withMessages({ ...state, mine: { ...state.mine, ...page.mine } }, page.messages);
  return trimmed({ ...joined, [side]: page[side] }, side);
}

/** Lets the far end go once there are too many; `side` is where the reader is. */
export function trimmed(state: ConversationState, side: "earlier" | "later", most = MOST): ConversationState {
  if (state.messages.length <= most) return state;
  if (side === "later") return { ...state, messages: state.messages.slice(-most), earlier: true };
  const messages = state.messages.slice(0, most);
  return { ...state, messages, head: headOf(messages), later: true };
}

/** A page that is here already was fetched again: its messages are as they are now. */
export function renewed(state: ConversationState, page: Page): ConversationState {
  const now = new Map(page.messages.map((message) => [message.id, message]));
  return {
    ...each(state, (message) => now.get(message.id) ?? message),
    mine: { ...state.mine, ...page.mine },
  };
}

/** Only what was said from `first` on. */
export function since(state: ConversationState, first: number): ConversationState {
  const messages = state.messages.filter((message) => message.seq >= first);
  return messages.length === state.messages.length ? state : { ...state, messages, earlier: true };
}

/** The state was fetched again. What was already seen stays where it joins on without a hole; an older answer takes nothing back. */
export function refetched(state: ConversationState | null, fresh: ConversationState): ConversationState {
  if (!state || state.id !== fresh.id) return fresh;
  if (fresh.seq < state.seq) return state.later ? state : withMessages(state, fresh.messages);
  const first = fresh.messages[0]?.seq ?? 1;
  const older = state.messages.filter((message) => message.seq < first);
  const joins = older.at(-1)?.seq === first - 1 || state.messages.some((message) => message.seq >= first);
  if (!older.length || !joins || state.later) {
    const newer = state.later ? [] : state.messages.filter((message) => message.seq > fresh.head);
    return withMessages(fresh, newer);
  }
  const mine = { ...state.mine, ...fresh.mine };
  return withMessages({ ...fresh, earlier: state.earlier, mine }, state.messages);
}

/** The right to write was lost; what was read stays. */
export function ended(state: ConversationState): ConversationState {
  return { ...state, mayWrite: false };
}

export type { LiveEvent };
