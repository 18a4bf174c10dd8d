// The page's one socket to the gateway. It keeps trying, resumes where each topic was, and hands every event to its topic
// once and in order.
//
//   const socket = new LiveSocket();
//   const topic = socket.join("conversation:8f…", { event, refetch, present, … }, seenByTheServersState);
//   topic.signal("typing", {}); topic.leave();

import { readFrame, type ServerFrame } from "./live_frames";
import { HeldTopic, type TopicHandlers, WantedTopic } from "./live_topic";
import { csrf } from "./post";

export type { LiveEvent, Reducer } from "./live_order";
export { applyInOrder } from "./live_order";
export type { GoneReason, Peer, TopicHandlers } from "./live_topic";

/** connecting: a ticket or the socket is on its way. waiting: for the next try. closed: not trying. */
export type SocketState = "connecting" | "open" | "waiting" | "closed";

const LEGAL: Record<SocketState, readonly SocketState[]> = {
  closed: ["connecting"],
  connecting: ["open", "waiting", "closed"],
  open: ["waiting", "closed"],
  waiting: ["connecting", "closed"],
};

export interface Ticket {
  readonly ticket: string;
  readonly url: string;
  readonly granted: readonly string[];
}

export interface Subscription {
  readonly topic: string;
  /** The last number in the page's state, once known. */
  readonly seq: number | null;
  /** Whether we are on the topic at this moment. */
  readonly on: boolean;
  /** Hands a signal to the gateway now. Returns false where we are not on the topic: it is dropped. */
  signal(kind: string, data: unknown, to?: string): boolean;
  leave(): void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
const QUIET_MS = 15_000; // without a frame we ask whether the gateway is there …
const ANSWER_MS = 8_000; // … and give up after this
const WELCOME_MS = 8_000;

export class LiveSocket extends EventTarget {
  person = "";
  conn = "";
  private now: SocketState = "closed";
  private readonly topics = new Map<string, HeldTopic>();
  private socket: WebSocket | null = null;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private fresh = new Set<string>();
  private joining = false;

  /** `ticketUrl` hands out tickets; `random` in [0, 1) spreads the tries of many browsers. */
  constructor(
    private readonly ticketUrl = "/live/ticket",
    private readonly random: () => number = Math.random,
  ) {
    super();
    window.addEventListener("online", this.hurry);
    window.addEventListener("offline", this.doubt);
    document.addEventListener("visibilitychange", this.hurry);
  }

  /** Listen for "state" events to learn of changes. */
  get state(): SocketState {
    return this.now;
  }

  /** Be on `topic` from now on, through every reconnection. `seen`: the number at which the page's state stands. */
  join(topic: string, handlers: TopicHandlers, seen: number | null = null): Subscription {
    if (this.topics.has(topic)) throw new Error(`already on ${topic}`);
    return this.also(topic, handlers, seen);
  }

  /** Like `join`, on a topic that others on the page may be on: each hears everything from their own number on. Not for
   * topics that tell who is present. */
  also(topic: string, handlers: TopicHandlers, seen: number | null = null): Subscription {
    const wanted = new WantedTopic(topic, handlers, seen);
    const known = this.topics.get(topic);
    const held = known ?? new HeldTopic(topic);
    held.add(wanted);
    this.topics.set(topic, held);
    if (this.now === "closed") this.connect();
    else if (!known && this.now !== "waiting") this.add(topic);
    return {
      topic,
      get seq() {
        return wanted.seq;
      },
      get on() {
        return wanted.on;
      },
      signal: (kind, data, to) =>
        wanted.on && this.say({ t: "signal", topic, kind, data, ...(to === undefined ? {} : { to }) }),
      leave: () => {
        wanted.stop();
        if (!held.wanted.delete(wanted) || held.wanted.size || this.topics.get(topic) !== held) return;
        if (held.on) this.say({ t: "leave", topic });
        this.topics.delete(topic);
      },
    };
  }

  /** Stop for good; every topic is left, without a word to its handlers. */
  close(): void {
    for (const wanted of this.topics.values()) wanted.stop();
    this.topics.clear();
    this.shut("closed");
    window.removeEventListener("online", this.hurry);
    window.removeEventListener("offline", this.doubt);
    document.removeEventListener("visibilitychange", this.hurry);
  }

  private move(to: SocketState): void {
    if (!LEGAL[this.now].includes(to)) throw new Error(`socket: ${this.now} can't become ${to}`);
    this.now = to;
    this.dispatchEvent(new Event("state"));
  }

  private connect(): void {
    this.move("connecting");
    clearTimeout(this.timer);
    void this.open();
  }

  private async open(): Promise<void> {
    const names = [...this.topics.keys()];
    const ticket = await this.ticket(names);
    if (this.now !== "connecting" || this.socket) return;
    if (ticket === "refused") {
      for (const wanted of this.topics.values()) wanted.off("refused");
      this.topics.clear();
      this.move("closed");
      return;
    }
    if (!ticket) return this.wait();
    const seen = this.granted(names, ticket);
    if (!this.topics.size) return this.move("closed");
    const socket = new WebSocket(ticket.url);
    this.socket = socket;
    this.listen(WELCOME_MS);
    socket.onopen = () => this.say({ t: "hello", ticket: ticket.ticket, seen }, socket);
    socket.onmessage = (message: MessageEvent<unknown>) => {
      if (this.socket === socket) this.read(message.data);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.wait();
    };
  }

  /** Topics added while open: those of one turn share a ticket. */
  private add(topic: string): void {
    this.fresh.add(topic);
    if (!this.joining && this.now === "open") void this.joinFresh();
  }

  private async joinFresh(): Promise<void> {
    this.joining = true;
    await Promise.resolve();
    const names = [...this.fresh].filter((name) => this.topics.has(name));
    this.fresh.clear();
    const socket = this.socket;
    const ticket = names.length ? await this.ticket(names) : null;
    this.joining = false;
    if (this.now !== "open") return;
    if (this.socket === socket && names.length) {
      if (ticket === "refused") for (const name of names) this.drop(name, "refused");
      else if (ticket) this.ask(names, ticket);
      else this.again();
    }
    if (this.fresh.size) void this.joinFresh();
  }

  private ask(names: readonly string[], ticket: Ticket): void {
    this.say({ t: "join", ticket: ticket.ticket, seen: this.granted(names, ticket) });
    this.again(WELCOME_MS); // whatever becomes of it: what we are still not on then is asked for anew
  }

  /** Try again, after so many milliseconds, for every topic that we aren't on. */
  private again(after = this.pause()): void {
    const { socket } = this;
    setTimeout(() => {
      if (this.now !== "open" || this.socket !== socket) return; // a new socket asks for everything by itself
      for (const wanted of this.topics.values()) if (!wanted.on) this.fresh.add(wanted.name);
      if (this.fresh.size && !this.joining) void this.joinFresh();
    }, after);
  }

  private async ticket(topics: readonly string[]): Promise<Ticket | "refused" | null> {
    try {
      const response = await fetch(this.ticketUrl, {
        method: "POST",
        credentials: "same-origin",
        headers: { "X-CSRFToken": csrf(), "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ topics }),
        signal: AbortSignal.timeout(10_000),
      });
      if (response.ok) return (await response.json()) as Ticket;
      return [401, 403, 404].includes(response.status) ? "refused" : null;
    } catch {
      return null;
    }
  }

  /** The numbers to resume from; who asked for a topic without a right to it is told. */
  private granted(names: readonly string[], ticket: Ticket): Record<string, number> {
    const seen: Record<string, number> = {};
    for (const name of names) {
      const seq = this.topics.get(name)?.asking();
      if (!ticket.granted.includes(name)) this.drop(name, "refused");
      else if (seq !== null && seq !== undefined) seen[name] = seq;
    }
    return seen;
  }

  private read(text: unknown): void {
    const frame = readFrame(text);
    this.listen(QUIET_MS);
    if (!frame) return;
    if (frame.t === "welcome") {
      this.person = frame.person;
      this.conn = frame.conn;
      this.tries = 0;
      this.move("open");
    }
    if (frame.t === "welcome" || frame.t === "joined") {
      for (const [name, head] of Object.entries(frame.topics)) {
        const wanted = this.topics.get(name);
        if (wanted) wanted.joined(head);
        else this.say({ t: "leave", topic: name });
      }
      const missing = [...this.topics.values()].filter(
        (wanted) => !wanted.on && !this.fresh.has(wanted.name),
      );
      if (frame.t === "welcome") for (const wanted of missing) this.fresh.add(wanted.name);
      if (this.fresh.size && !this.joining) void this.joinFresh();
    } else if ("topic" in frame) this.dispatch(frame, this.topics.get(frame.topic));
    else if (frame.t === "error" && frame.code.endsWith("-ticket")) this.again();
  }

  private dispatch(frame: Extract<ServerFrame, { topic: string }>, held: HeldTopic | undefined): void {
    if (!held) return;
    if (frame.t === "event") held.take(frame);
    else if (frame.t === "refetch") held.fetch(frame.seq);
    else if (frame.t === "gone") this.drop(frame.topic, frame.reason);
    else
      for (const { handlers } of [...held.wanted]) {
        if (frame.t === "present") handlers.present?.(frame.people);
        else if (frame.t === "signal")
          handlers.signal?.({ person: frame.from, conn: frame.conn }, frame.kind, frame.data);
        else handlers[frame.t]?.({ person: frame.person, conn: frame.conn });
      }
  }

  private drop(name: string, reason: "revoked" | "elsewhere" | "ended" | "refused"): void {
    const wanted = this.topics.get(name);
    this.topics.delete(name);
    wanted?.off(reason);
  }

  private say(frame: object, socket = this.socket): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  /** Expect a frame within `ms`: after silence ask once, then start over. */
  private listen(ms: number): void {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => {
      if (this.now !== "open" || !this.say({ t: "ping" })) return this.wait();
      this.quiet = setTimeout(() => this.wait(), ANSWER_MS);
    }, ms);
  }

  private pause(): number {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.6 ** this.tries);
    return longest * (0.5 + this.random() / 2);
  }

  private wait(): void {
    this.shut("waiting");
    this.timer = setTimeout(() => this.connect(), this.pause());
    this.tries += 1;
  }

  private shut(to: "waiting" | "closed"): void {
    clearTimeout(this.timer);
    clearTimeout(this.quiet);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.fresh.clear();
    for (const held of this.topics.values()) held.lost();
    if (this.now !== to) this.move(to);
  }

  private readonly hurry = (): void => {
    if (document.visibilityState === "hidden") return;
    if (this.now === "waiting") {
      this.tries = 0;
      this.connect();
    } else if (this.now === "open") this.doubt();
  };

  /** The network may have changed: ask now rather than wait for silence. */
  private readonly doubt = (): void => {
    if (this.now === "open") this.listen(0);
  };
}
