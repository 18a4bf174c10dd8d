import { expect, it } from "vitest";
import { applyInOrder } from "../../../islands/live_order";
import fixtures from "../../../tests/fixtures/events/conversations_waiting.json";
import { type ConversationState, reduce } from "./conversation_state";

it.each(fixtures)(
  "posts that wait: events lead where a new fetch would: $name",
  ({ before, events, after }) => {
    const reached = applyInOrder(
      { state: before as unknown as ConversationState, seq: before.seq },
      events,
      reduce,
    );
    expect({ ...reached.state, seq: reached.seq }).toEqual(after);
  },
);
