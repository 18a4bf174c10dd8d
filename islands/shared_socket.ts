// One socket for everything on a page: whoever asks gets a line of their own over it, and the last to hang up closes it.
//
//   const line = shared(); line.join("person:8f…", { event }); line.close();

import { LiveSocket, type Subscription } from "./socket";

export type Line = Pick<LiveSocket, "join" | "close">;
/** A line that also tells how the socket stands, and whose it is. */
export type StateLine = Line &
  Pick<LiveSocket, "state" | "person" | "addEventListener" | "removeEventListener">;

let socket: LiveSocket | null = null;
let lines = 0;

/** A line over the page's socket. Several may be on one topic; `close` leaves only this line's. What listens to the socket's
 * state through it stops listening itself. */
export function shared(): StateLine {
  socket ??= new LiveSocket();
  lines += 1;
  const over = socket;
  const mine = new Set<Subscription>();
  let isOpen = true;
  return {
    get state() {
      return over.state;
    },
    get person() {
      return over.person;
    },
    addEventListener: over.addEventListener.bind(over),
    removeEventListener: over.removeEventListener.bind(over),
    join(topic, handlers, seen = null) {
      const subscription = over.also(topic, handlers, seen);
      mine.add(subscription);
      return subscription;
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      for (const subscription of mine) subscription.leave();
      lines -= 1;
      if (lines) return;
      over.close();
      socket = null;
    },
  };
}
