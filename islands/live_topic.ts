// One topic that the page wants to be on: its last number, its handlers, and what waits while its state is fetched.

import { type LiveEvent, step } from "./live_order";

/** One connection of one person. */
export interface Peer {
  readonly person: string;
  readonly conn: string;
}

/** revoked: the right was lost. elsewhere: another window of the same person took over. ended: it is over for all. */
export type GoneReason = "revoked" | "elsewhere" | "ended" | "refused";

export interface TopicHandlers {
  /** The next event, in order, once. */
  event?(event: LiveEvent): void;
  /** Too much was missed: fetch the state and return the number it stands at. Events wait meanwhile. */
  refetch?(topic: string): Promise<number>;
  /** We are on the topic, now or again. */
  joined?(head: number): void;
  /** We are off it, and the socket will not join again by itself. `refused`: no right to it was found. */
  gone?(reason: GoneReason): void;
  /** Everyone there (ourselves too), each time we join a presence topic. */
  present?(people: readonly Peer[]): void;
  arrived?(peer: Peer): void;
  departed?(peer: Peer): void;
  signal?(from: Peer, kind: string, data: unknown): void;
}

const RETRY_MS = 2000;

/** What one element wants of a topic. Used by LiveSocket alone. */
export class WantedTopic {
  /** Whether the server has us on it now. */
  on = false;
  private fetching = false;
  private held: LiveEvent[] = [];
  private over = false;

  constructor(
    readonly name: string,
    readonly handlers: TopicHandlers,
    /** The last number in the page's state; null: begin wherever the topic stands. */
    public seq: number | null,
  ) {}

  joined(head: number): void {
    this.on = true;
    this.seq ??= head;
    this.handlers.joined?.(head);
  }

  take(event: LiveEvent): void {
    if (this.over) return;
    if (this.fetching) {
      this.held.push(event);
      return;
    }
    this.seq ??= event.seq - 1;
    const next = step(this.seq, event.seq, event.kind);
    if (next === "repeat") return;
    if (next === "gap") {
      this.held.push(event);
      this.fetch();
      return;
    }
    this.seq = event.seq;
    if (next === "apply") this.handlers.event?.(event);
  }

  /** Fetches the state until that works, then goes on with what came meanwhile. */
  fetch(from?: number): void {
    if (this.fetching || this.over) return;
    if (!this.handlers.refetch) {
      this.seq = from ?? this.held[0]?.seq ?? this.seq;
      if (from === undefined && this.seq !== null) this.seq -= 1;
      this.resume();
      return;
    }
    this.fetching = true;
    this.handlers.refetch(this.name).then(
      (seq) => {
        this.fetching = false;
        this.seq = seq;
        this.resume();
      },
      () => {
        this.fetching = false;
        if (!this.over) setTimeout(() => this.fetch(from), RETRY_MS);
      },
    );
  }

  off(reason: GoneReason): void {
    this.stop();
    this.handlers.gone?.(reason);
  }

  stop(): void {
    this.on = false;
    this.over = true;
    this.held = [];
  }

  private resume(): void {
    const held = this.held;
    this.held = [];
    for (const event of held) this.take(event);
  }
}

/** A topic that the socket is on, for everyone on the page who wants it: each has a number of their own. */
export class HeldTopic {
  on = false;
  readonly wanted = new Set<WantedTopic>();
  /** The number from which on the server tells everything; null: from wherever the topic stands. */
  private from: number | null = null;

  constructor(readonly name: string) {}

  /** The number to resume from: the earliest that anyone here stands at. Told when the server is asked. */
  asking(): number | null {
    const known = [...this.wanted].map(({ seq }) => seq).filter((seq) => seq !== null);
    this.from = known.length ? Math.min(...known) : null;
    return this.from;
  }

  /** Someone wants it who wasn't here when the server was asked. */
  add(wanted: WantedTopic): void {
    this.wanted.add(wanted);
    if (this.on)
      queueMicrotask(() => this.on && this.wanted.has(wanted) && this.enter(wanted, this.from ?? 0));
  }

  joined(head: number): void {
    this.on = true;
    this.from ??= head;
    for (const wanted of [...this.wanted]) this.enter(wanted, head);
  }

  lost(): void {
    this.on = false;
    for (const wanted of this.wanted) wanted.on = false;
  }

  take(event: LiveEvent): void {
    this.from = event.seq;
    for (const wanted of [...this.wanted]) wanted.take(event);
  }

  fetch(seq: number): void {
    this.from = seq;
    for (const wanted of [...this.wanted]) wanted.fetch(seq);
  }

  off(reason: GoneReason): void {
    this.on = false;
    for (const wanted of [...this.wanted]) wanted.off(reason);
  }

  stop(): void {
    for (const wanted of this.wanted) wanted.stop();
  }

  /** Who stands before what the server tells from now on has missed something. */
  private enter(wanted: WantedTopic, head: number): void {
    wanted.joined(head);
    const { from } = this;
    if (from !== null && (wanted.seq ?? from) < from) wanted.fetch(from);
  }
}
