// What a page knows of a conversation: pure functions from a state and what happened to the next state.
// `reduce` is held to tests/fixtures/events/conversations.json, which Python writes: a state and its events come to the
// state that a new fetch would give.

import type { LiveEvent } from "../../../islands/live_order";

/** A message as it is stored. `key` is the one it was posted with. */
export interface Said {
  readonly id: string;
  readonly seq: number;
  readonly author: string;
  readonly name: string;
  readonly body: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly key: string;
}

/** What the server says: GET /conversations/<id>/state. `seq` is the topic's number, `head` the newest message's. */
export interface ConversationState {
  readonly id: string;
  readonly topic: string;
  readonly seq: number;
  readonly head: number;
  readonly closed: boolean;
  readonly mayWrite: boolean;
  /** Whether there are messages before the first one here. */
  readonly earlier: boolean;
  readonly messages: readonly Said[];
}

/** Adds messages that aren't there yet, in the order of their numbers. */
function withMessages(state: ConversationState, more: readonly Said[]): ConversationState {
  const known = new Set(state.messages.map((message) => message.seq));
  const fresh = more.filter((message) => !known.has(message.seq));
  if (!fresh.length) return state;
  const messages = [...state.messages, ...fresh].sort((one, other) => one.seq - other.seq);
  return { ...state, messages, head: Math.max(state.head, messages.at(-1)?.seq ?? 0) };
}

/** The state after the topic's next event. */
export function reduce(state: ConversationState, event: LiveEvent): ConversationState {
  const next = { ...state, seq: event.seq };
  switch (event.kind) {
    case "conversations.message":
      return withMessages(next, [event.data as Said]);
    case "conversations.closed":
      return { ...next, closed: true, mayWrite: false };
    default:
      return next;
  }
}

/** Our own post was answered: the message is stored, whether or not its event has come. */
export function stored(state: ConversationState, message: Said): ConversationState {
  return withMessages(state, [message]);
}

/** Earlier messages were fetched; `earlier` says whether there are still more. */
export function withEarlier(
  state: ConversationState,
  page: { readonly messages: readonly Said[]; readonly earlier: boolean },
): ConversationState {
  return { ...withMessages(state, page.messages), earlier: page.earlier };
}

/** The state was fetched again. What was already seen stays where it joins on without a hole; an older answer takes nothing back. */
export function refetched(state: ConversationState | null, fresh: ConversationState): ConversationState {
  if (!state || state.id !== fresh.id) return fresh;
  if (fresh.seq < state.seq) return withMessages(state, fresh.messages);
  const first = fresh.messages[0]?.seq ?? 1;
  const older = state.messages.filter((message) => message.seq < first);
  if (!older.length || older.at(-1)?.seq !== first - 1) {
    return withMessages(
      fresh,
      state.messages.filter((message) => message.seq > fresh.head),
    );
  }
  return withMessages({ ...fresh, earlier: state.earlier }, state.messages);
}

/** The right to write was lost; what was read stays. */
export function ended(state: ConversationState): ConversationState {
  return { ...state, mayWrite: false };
}
