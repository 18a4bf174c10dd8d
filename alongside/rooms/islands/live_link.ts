/** The store's topics on a line over the page's one socket. */

import type { StateLine } from "../../../islands/shared_socket";
import type { Subscription } from "../../../islands/socket";
import type { Link, LinkEvents, NumberedEvent } from "./room_store";

export function liveLink(socket: Omit<StateLine, "close" | "person">, events: LinkEvents): Link {
  const on = new Map<string, Subscription>();
  let wasOpen = false;
  const changed = () => {
    // The first connection is part of coming in, not a line that was lost.
    if (socket.state === "open") wasOpen = true;
    if (wasOpen) events.line(socket.state === "open");
  };
  socket.addEventListener("state", changed);

  const join = (topic: string, seen: number | null) => {
    const handlers = {
      event: (event: unknown) => events.event(event as NumberedEvent),
      refetch: (name: string) => events.stale(name),
      gone: (reason: string) => {
        on.delete(topic);
        events.gone(topic, reason);
      },
    };
    on.set(topic, socket.join(topic, handlers, seen));
  };

  return {
    follow(topics, heads) {
      for (const [topic, subscription] of on) {
        if (topics.includes(topic)) continue;
        subscription.leave();
        on.delete(topic);
      }
      for (const topic of topics) if (!on.has(topic)) join(topic, heads[topic] ?? null);
    },
    close() {
      socket.removeEventListener("state", changed);
      for (const subscription of on.values()) subscription.leave();
      on.clear();
    },
  };
}
