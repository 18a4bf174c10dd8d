/** The signaller over the page's live socket: topic `media:<key>`, signals of kind "rtc". */

import type { LiveSocket, Subscription } from "../../../../islands/socket";
import type { Signal, Signaller, SignallerEvents } from "./signals";

export class LiveSignaller implements Signaller {
  private subscription: Subscription | null = null;
  private refuse: ((why: Error) => void) | null = null;

  constructor(
    private readonly socket: Pick<LiveSocket, "join" | "person">,
    private readonly topic: string,
  ) {}

  get person(): string {
    return this.socket.person;
  }

  join(events: SignallerEvents): Promise<void> {
    return new Promise((resolve, reject) => {
      this.refuse = reject;
      this.subscription = this.socket.join(this.topic, {
        joined: () => {
          this.refuse = null;
          resolve();
        },
        gone: (reason) => {
          this.subscription = null;
          if (this.refuse !== null) reject(new Error(`${this.topic}: ${reason}`));
          else events.gone(reason === "refused" ? "revoked" : reason);
        },
        present: (people) => events.present(people),
        arrived: (peer) => events.arrived(peer),
        departed: (peer) => events.departed(peer),
        signal: (from, kind, data) => {
          if (kind === "rtc") events.signal(from, data);
        },
      });
    });
  }

  leave(): void {
    this.subscription?.leave();
    this.subscription = null;
    this.refuse?.(new Error(`${this.topic}: left before it was joined`));
    this.refuse = null;
  }

  send(to: string, data: Signal): void {
    this.subscription?.signal("rtc", data, to);
  }
}
