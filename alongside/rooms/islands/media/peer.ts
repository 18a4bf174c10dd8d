/**
 * The links to one person, one after the other: who opens, what replaces what, and when to try again.
 *
 * Of two people the one who came later (who found the other present) opens the link, and opens every next one. The
 * other asks ("again"). A person is recognised by the random id of their page: when the gateway restarts, everyone
 * gets a new connection, but pages and links live on, and nobody is cut off.
 */

import { Link } from "./link";
import type { LinkOptions, Role } from "./link_options";
import type { Openings } from "./openings";
import { type LinkName, type Note, type Signal, sameLink } from "./signals";

/** Milliseconds. */
export const RETRY = {
  /** Time for "they left" to arrive before a broken link is taken for an accident. */
  first: 250,
  most: 8_000,
  /** Someone who should have opened a link to us, but did not. */
  unopened: 6_000,
  /** A person whose gateway connection dropped keeps their link this long. */
  absence: 8_000,
  /** A request younger than our last opening by less than this was sent before it arrived. */
  crossing: 2_000,
} as const;

export interface PeerHost {
  /** The random id of this page's stay in this room. */
  readonly instance: string;
  readonly openings: Openings<Peer>;
  send(person: string, signal: Signal): void;
  /** A link with our tracks in it; must be synchronous. */
  linkOptions(): Pick<LinkOptions, "makePeer" | "tracks">;
  linkUp(peer: Peer, link: Link): void;
  linkDown(peer: Peer, why: string): void;
  note(peer: Peer, note: Note): void;
  /** They are not coming back: forget them. */
  lost(peer: Peer): void;
  /** Tried `times` times without a link. */
  failing(peer: Peer, times: number): void;
}

export class Peer {
  link: Link | null = null;
  present = true;
  private instance: string | null = null;
  private counter = 0;
  private failures = 0;
  private openedAt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private absence: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    readonly person: string,
    public conn: string,
    private readonly host: PeerHost,
  ) {}

  /** We found them in the room (newcomer), or they came to us. */
  meet(conn: string, weAreNewcomer: boolean): void {
    this.conn = conn;
    this.present = true;
    clearTimeout(this.absence);
    const standing = this.link?.connected === true ? this.link.name : null;
    if (!weAreNewcomer) {
      // They open, or tell us that our link still stands. Only if neither happens do we speak up.
      if (standing === null) this.later(RETRY.unopened, () => this.ask());
    } else if (standing !== null) {
      this.send({ m: "still", inst: this.host.instance, link: standing });
    } else {
      this.open();
    }
  }

  /** Their gateway connection ended. Their link may live on without it, for a while. */
  depart(): void {
    this.present = false;
    clearTimeout(this.retry);
    clearTimeout(this.absence);
    if (this.link?.connected !== true) this.host.lost(this);
    else this.absence = setTimeout(() => this.host.lost(this), RETRY.absence);
  }

  receive(conn: string, signal: Signal): void {
    if (this.closed) return;
    this.conn = conn;
    if (this.instance !== null && this.instance !== signal.inst && this.link !== null) {
      this.drop(); // another page of theirs: whatever we had is with a page that is gone
      this.host.openings.done(this);
    }
    this.instance = signal.inst;
    switch (signal.m) {
      case "offer":
        if (!sameLink(signal.link, this.link?.name ?? null) && !this.accept(signal.link)) return;
        this.link?.receive(signal);
        return;
      case "answer":
      case "ice":
        if (sameLink(signal.link, this.link?.name ?? null)) this.link?.receive(signal);
        return;
      case "still":
        if (!sameLink(signal.link, this.link?.name ?? null)) this.ask();
        return;
      case "again":
        if (!this.justOpened(signal.link)) this.open();
        return;
      case "bye":
        if (sameLink(signal.link, this.link?.name ?? null)) this.farewell();
        return;
    }
  }

  /** They said goodbye over the link. */
  farewell(): void {
    this.drop();
    this.host.openings.done(this);
    this.host.linkDown(this, "goodbye");
    if (!this.present) this.host.lost(this);
    else this.later(RETRY.unopened, () => this.ask());
  }

  close(): void {
    this.closed = true;
    this.host.openings.done(this);
    clearTimeout(this.retry);
    clearTimeout(this.absence);
    if (this.link !== null) this.send({ m: "bye", inst: this.host.instance, link: this.link.name });
    this.drop();
  }

  /** Is theirs the link to have? Replaces ours if so. */
  private accept(name: LinkName): boolean {
    const ours = this.link;
    if (ours !== null) {
      if (ours.name.by === name.by && ours.name.n >= name.n) return false; // an older offer, late
      const bothOpened = ours.role === "opens" && !ours.answered;
      if (bothOpened && ours.name.by > name.by) return false; // they will take ours
      if (!ours.connected && !bothOpened) this.failed(); // they gave it up before we did
    }
    this.host.openings.done(this);
    this.start(name, "answers");
    return true;
  }

  /** A request that crossed our own opening on its way asks for what is already under way. */
  private justOpened(givenUp: LinkName | null): boolean {
    const link = this.link;
    if (link === null || link.connected || link.role !== "opens" || sameLink(givenUp, link.name))
      return false;
    return performance.now() - this.openedAt < RETRY.crossing;
  }

  private open(): void {
    this.host.openings.ask(this, () => {
      this.openedAt = performance.now();
      this.counter += 1;
      this.start({ by: this.host.instance, n: this.counter }, "opens");
    });
  }

  /** Ask them to open a link; if they don't, ask again. */
  private ask(): void {
    if (this.closed || !this.present) return;
    this.send({ m: "again", inst: this.host.instance, link: this.link?.name ?? null });
    this.later(RETRY.unopened, () => {
      this.failed();
      this.ask();
    });
  }

  private start(name: LinkName, role: Role): void {
    this.drop();
    clearTimeout(this.retry);
    const link = new Link({
      ...this.host.linkOptions(),
      name,
      role,
      patience: Math.min(3, 1 + this.failures / 2),
      send: (part) => this.send({ ...part, inst: this.host.instance, link: name }),
      connected: () => {
        if (this.link !== link) return;
        this.failures = 0;
        this.host.openings.done(this);
        clearTimeout(this.retry);
        this.host.linkUp(this, link);
      },
      broken: (why) => {
        if (this.link === link) this.broke(why, role);
      },
      note: (note) => {
        if (this.link === link) this.host.note(this, note);
      },
    });
    this.link = link;
  }

  private broke(why: string, role: Role): void {
    this.link = null;
    this.host.openings.done(this);
    this.host.linkDown(this, why);
    if (!this.present) {
      this.host.lost(this);
      return;
    }
    this.failed();
    const wait = Math.min(RETRY.first * 2 ** (this.failures - 1), RETRY.most);
    this.later(role === "opens" ? wait : wait + RETRY.first, () =>
      role === "opens" ? this.open() : this.ask(),
    );
  }

  private failed(): void {
    this.failures += 1;
    if (this.failures > 1) this.host.failing(this, this.failures);
  }

  private drop(): void {
    const link = this.link;
    this.link = null;
    link?.close();
  }

  private later(milliseconds: number, act: () => void): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      if (!this.closed && this.present) act();
    }, milliseconds);
  }

  private send(signal: Signal): void {
    this.host.send(this.person, signal);
  }
}
