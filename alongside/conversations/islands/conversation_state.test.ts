import { expect, it } from "vitest";
import { applyInOrder } from "../../../islands/live_order";
import fixtures from "../../../tests/fixtures/events/conversations.json";
import { said, stateOf } from "./conversation_fakes";
import {
  type ConversationState,
  ended,
  MOST,
  reduce,
  refetched,
  renewed,
  type Said,
  since,
  stored,
  trimmed,
  withPage,
} from "./conversation_state";

function state(seqs: readonly number[], more: Partial<ConversationState> = {}): ConversationState {
  return stateOf(
    seqs.map((seq) => said(seq)),
    more,
  );
}

const seqs = (one: ConversationState) => one.messages.map((message) => message.seq);

it.each(fixtures)("events lead where a new fetch would: $name", ({ before, events, after }) => {
  const state = before as unknown as ConversationState;
  const isElsewhere = events[0]?.topic !== before.topic; // on one's own topic, with numbers of its own
  const start = isElsewhere ? (events[0]?.seq ?? 1) - 1 : before.seq;
  const reached = applyInOrder({ state, seq: start }, events, reduce);
  expect({ ...reached.state, seq: isElsewhere ? before.seq : reached.seq }).toEqual(after);
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
  const page = { messages: [said(3), said(4)], earlier: true, later: true };
  const reached = withPage(state([5, 6], { earlier: true }), page, "earlier");
  expect(reached.later).toBe(false);
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

const message = (seq: number, more: Partial<Said> = {}) => ({
  topic: "conversation:c",
  seq,
  kind: "conversations.message",
  at: "",
  data: said(seq, more),
});

it("puts nothing behind a hole: what is said far below is only known of", () => {
  const reached = reduce(state([1, 2], { later: true }), message(9));
  expect([seqs(reached), reached.head, reached.newest]).toEqual([[1, 2], 2, 9]);
  const joined = withPage(reached, { messages: [said(3)], earlier: true, later: true }, "later");
  expect([seqs(joined), joined.later]).toEqual([[1, 2, 3], true]);
});

it("lets the far end go, and knows that there is more", () => {
  const all = state(Array.from({ length: MOST + 5 }, (_, at) => at + 1));
  const atEnd = trimmed(all, "later");
  expect([atEnd.messages[0]?.seq, atEnd.earlier, atEnd.later]).toEqual([6, true, false]);
  const atStart = trimmed(all, "earlier");
  expect([atStart.head, atStart.earlier, atStart.later, atStart.newest]).toEqual([
    MOST,
    false,
    true,
    MOST + 5,
  ]);
});

it("counts a reply once, though its answer comes as well as its event", () => {
  const reply = said(3, { thread: "m1" });
  const once = reduce(stored(state([1, 2]), reply), message(3, { thread: "m1" }));
  expect([seqs(once), once.messages[0]?.replies]).toEqual([[1, 2], 1]);
  const beside = state([1], { thread: "m1" });
  const both = reduce(stored(beside, reply), message(3, { thread: "m1" }));
  expect([seqs(both), both.messages[0]?.replies]).toEqual([[1, 3], 1]);
});

it("no longer shows as waiting for staff what was let through", () => {
  const held = [{ id: "h", body: "x", at: "", key: "k3" }];
  expect(reduce(state([1, 2], { held }), message(3)).held).toEqual([]);
});

it("takes over what changed in lines that stayed, or lets them go", () => {
  const kept = refetched(state([1, 2, 3]), state([3, 4], { earlier: true }));
  const page = { messages: [said(1), said(2, { body: "", gone: "author" })], earlier: false, later: true };
  expect(renewed(kept, page).messages.map((one) => one.gone)).toEqual(["", "author", "", ""]);
  expect([seqs(since(kept, 3)), since(kept, 3).earlier]).toEqual([[3, 4], true]);
});
