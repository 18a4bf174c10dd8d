// What the care desk says live names cards and nothing more: whoever hears it asks for them again.
// Held to tests/fixtures/events/care.json, which Python writes: every card that differs afterwards was named.

import type { LiveEvent } from "../../../islands/live_order";

/** One's own call for help has no card that one may see. */
export const OWN_CALL = "own";

/** The id of the card that is no longer as the page shows it, `OWN_CALL`, or null for what is about something else. */
export function named(event: Pick<LiveEvent, "kind" | "data">): string | null {
  switch (event.kind) {
    case "care.changed":
    case "care.call":
      return (event.data as { readonly card: string }).card;
    case "care.answered":
      return OWN_CALL;
    default:
      return null;
  }
}
