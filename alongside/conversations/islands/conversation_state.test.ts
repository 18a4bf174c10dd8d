import { expect, it } from "vitest";
import { applyInOrder } from "../../../islands/live_order";
import fixtures from "../../../tests/fixtures/events/conversations.json";
import {
  type ConversationState,
  ended,
  reduce,
  refetched,
  type Said,
  stored,
  withEarlier,
} from "./conversation_state";

function said(seq: number, body = `Line ${seq}`): Said {
  return {
    id: `m${seq}`,
    seq,
    author: "sam",
    name: "Sam",
    body,
    at: "2026-11-24T12:00:00+00:00",
    key: `k${seq}`,
  };
}

function state(seqs: readonly number[], more: Partial<ConversationState> = {}): ConversationState {
  const base = { id: "c", topic: "conversation:c", closed: false, mayWrite: true, earlier: false };
  return {
    ...base,
    seq: seqs.at(-1) ?? 0,
    head: seqs.at(-1) ?? 0,
    messages: seqs.map((seq) => said(seq)),
    ...more,
  };
}

const seqs = (one: ConversationState) => one.messages.map((message) => message.seq);

it.each(fixtures)("events lead where a new fetch would: $name", ({ before, events, after }) => {
  const start = { state: before as ConversationState, seq: before.seq };
  const { state: reached, seq } = applyInOrder(start, events, reduce);
  expect({ ...reached, seq }).toEqual(after);
});

it("shows a message once, whether its answer or its event comes first", () => {
  const event = { topic: "conversation:c", seq: 3, kind: "conversations.message", at: "", data: said(3) };
  expect(seqs(stored(reduce(state([1, 2]), event), said(3)))).toEqual([1, 2, 3]);
  expect(seqs(reduce(stored(state([1, 2]), said(3)), event))).toEqual([1, 2, 3]);
});

it("keeps the order of the numbers when an answer overtakes other people's words", () => {
  const event = { topic: "conversation:c", seq: 2, kind: "conversations.message", at: "", data: said(2) };
  expect(seqs(reduce(stored(state([1]), said(3)), event))).toEqual([1, 2, 3]);
});

it("puts earlier messages before, and knows whether there are more", () => {
  const reached = withEarlier(state([5, 6], { earlier: true }), {
    messages: [said(3), said(4)],
    earlier: true,
  });
  expect([seqs(reached), reached.earlier, reached.head]).toEqual([[3, 4, 5, 6], true, 6]);
});

it("keeps what was read when a new fetch joins on to it", () => {
  const reached = refetched(state([1, 2, 3, 4]), state([3, 4, 5], { earlier: true }));
  expect([seqs(reached), reached.earlier, reached.seq]).toEqual([[1, 2, 3, 4, 5], false, 5]);
});

it("leaves no hole: where a fetch doesn't join on, it begins anew", () => {
  const reached = refetched(state([1, 2]), state([60, 61], { earlier: true }));
  expect([seqs(reached), reached.earlier]).toEqual([[60, 61], true]);
});

it("takes nothing back when an older answer comes late", () => {
  const reached = refetched(state([1, 2, 3], { closed: true, mayWrite: false }), state([1, 2]));
  expect([seqs(reached), reached.closed, reached.seq]).toEqual([[1, 2, 3], true, 3]);
});

it("forgets another conversation", () => {
  expect(refetched({ ...state([1]), id: "other" }, state([7])).messages).toHaveLength(1);
});

it("keeps what was read when the right to write is lost", () => {
  expect(ended(state([1]))).toMatchObject({ mayWrite: false, messages: [{ seq: 1 }] });
});
