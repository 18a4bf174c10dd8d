// A conversation as one page keeps it: fetched once, followed by events, fetched again when too much was missed; what
// stands beside one message while that is open; and what is on its way out. Without markup; <al-conversation> draws it.

import type { GoneReason, LiveEvent, TopicHandlers } from "../../../islands/socket";
import { fetchJson, NotGiven } from "./conversation_fetch";
import {
  type ConversationState,
  ended,
  type Held,
  type Page,
  reduce,
  refetched,
  renewed,
  type Said,
  since,
  stored,
  trimmed,
  withPage,
} from "./conversation_state";
import { Typing } from "./conversation_typing";
import { type Unsent, UnsentMessages, type Written } from "./conversation_unsent";

/** The socket, as far as a conversation needs it. */
export interface Live {
  join(
    topic: string,
    handlers: TopicHandlers,
    seen?: number | null,
  ): { signal(kind: string, data: unknown): boolean; leave(): void };
}

export interface StoreEvents {
  changed(): void;
  /** Someone else said something. */
  said(message: Said): void;
}

export type Side = "earlier" | "later";

/** Where to read: the newest, around a number, or on a day (YYYY-MM-DD, on the reader's calendar). */
export type Place = { readonly around: number } | { readonly date: string } | null;

const RETRY_MS = 4000;
const MOST_OVERTAKEN = 3;

export class ConversationStore {
  state: ConversationState | null = null;
  /** What stands beside one message, that message first, and its id. */
  thread: ConversationState | null = null;
  threadOf = "";
  readonly typing: Typing;
  private readonly outgoing: UnsentMessages;
  private topic: ReturnType<Live["join"]> | null = null;
  private live: Live | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether its topic was reached, or is tried for the first time: a right that is lost anew isn't asked about twice. */
  private isOn = true;
  private stopped = false;
  private fetching: Side | "" = "";

  constructor(
    readonly conversation: string,
    private readonly me: string,
    private readonly events: StoreEvents,
    lost: string,
  ) {
    this.typing = new Typing(() => events.changed());
    const heard = {
      changed: () => events.changed(),
      acknowledged: (message: Said) => this.known(message),
      held: (waits: Held) => this.set(this.state && { ...this.state, held: [...this.state.held, waits] }),
    };
    this.outgoing = new UnsentMessages(conversation, me, heard, { lost });
    window.addEventListener("online", this.online);
  }

  get unsent(): readonly Unsent[] {
    return this.outgoing.all;
  }

  /** Begin, over this socket; fetches the state where none was given. What was left unsent goes out. */
  start(live: Live): void {
    this.live = live;
    if (this.state) this.join();
    else void this.first();
    this.outgoing.hurry();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    window.removeEventListener("online", this.online);
    this.topic?.leave();
    this.topic = null;
    this.outgoing.stop();
    this.typing.stop();
  }

  /** A state that came with the page, or again with a later one. */
  give(state: ConversationState): void {
    const before = this.state;
    this.set(refetched(before, state));
    if (!state.topic) this.over();
    for (const message of state.messages) this.outgoing.arrived(message.key);
    this.join();
    if (before && before.seq < state.seq) void this.renew(state.messages[0]?.seq ?? 0);
  }

  send(written: Written): void {
    this.typing.sent();
    this.outgoing.add(written);
    if (this.state?.later && !written.thread) void this.jump(null);
  }

  /** Try again now what waits for the network. */
  hurry(): void {
    this.outgoing.hurry();
  }

  takeBack(key: string): Unsent | undefined {
    return this.outgoing.take(key);
  }

  /** This person is typing. */
  typed(): void {
    this.typing.tell(() => this.topic?.signal("typing", {}));
  }

  /** A message as the server says it is now. */
  known(message: Said): void {
    this.thread = this.thread && stored(this.thread, message);
    this.set(this.state && stored(this.state, message));
  }

  /** One's own reaction was answered. The event that follows says the same. */
  reacted(id: string, code: string, on: boolean, count: number): void {
    const data = { id, person: this.me, code, on, count };
    const kind = "conversations.reacted";
    const now = (one: ConversationState) =>
      reduce(one, { topic: one.topic, seq: one.seq, kind, at: "", data });
    this.thread = this.thread && now(this.thread);
    this.set(this.state && now(this.state));
  }

  /** Fetch what was said before or after. False when it couldn't be had. */
  async more(side: Side): Promise<boolean> {
    const { state } = this;
    const end = side === "earlier" ? state?.messages[0] : state?.messages.at(-1);
    if (!state?.[side] || !end || this.fetching) return false;
    this.fetching = side;
    try {
      const page = await this.page(`${side === "earlier" ? "before" : "after"}=${end.seq}`);
      this.set(this.state && withPage(this.state, page, side));
      if (side === "later" && this.state && !this.state.later) await this.catchUp();
      return true;
    } catch {
      return false;
    } finally {
      this.fetching = "";
    }
  }

  /** Shows another place of the conversation. False when it couldn't be had. */
  async jump(place: Place): Promise<boolean> {
    const [pair] = Object.entries(place ?? {});
    const query = pair ? `?${pair[0]}=${pair[1]}` : "";
    try {
      const fresh = await fetchJson<ConversationState>(`${this.url}/state${query}`);
      if (this.stopped) return false;
      if (this.state && fresh.seq < this.state.seq) return await this.jump(place); // an event overtook the answer
      this.set(fresh);
      return true;
    } catch {
      return false;
    }
  }

  /** Opens what stands beside a message. False when it couldn't be had. */
  async openThread(root: string): Promise<boolean> {
    this.threadOf = root;
    this.thread = null;
    this.events.changed();
    try {
      await this.fetchThread();
      return true;
    } catch {
      return false;
    }
  }

  closeThread(): void {
    this.threadOf = "";
    this.thread = null;
    this.events.changed();
  }

  async moreOfThread(): Promise<boolean> {
    const { threadOf, thread } = this;
    const first = thread?.messages.find((message) => message.thread)?.seq;
    if (!first) return false;
    try {
      const page = await this.page(`before=${first}&thread=${threadOf}`);
      if (this.thread && this.threadOf === threadOf) this.thread = withPage(this.thread, page, "earlier");
      this.events.changed();
      return true;
    } catch {
      return false;
    }
  }

  private get url(): string {
    return `/conversations/${this.conversation}`;
  }

  /** A page as it is at the number where the state stands: asked again when an event overtook the answer. */
  private async page(query: string): Promise<Page> {
    for (let tried = 0; ; tried += 1) {
      const seq = this.state?.seq;
      const page = await fetchJson<Page>(`${this.url}/messages?${query}`);
      if (seq === this.state?.seq || tried === MOST_OVERTAKEN) return page;
    }
  }

  private readonly online = (): void => this.outgoing.hurry();

  private set(state: ConversationState | null): void {
    this.state = state;
    this.events.changed();
  }

  private async first(): Promise<void> {
    try {
      await this.fetchState();
    } catch {
      if (!this.stopped) this.timer = setTimeout(() => void this.first(), RETRY_MS);
    }
  }

  private async fetchState(): Promise<number> {
    const fresh = await fetchJson<ConversationState>(`${this.url}/state`);
    if (!this.stopped) this.give(fresh);
    if (this.threadOf) void this.fetchThread().catch(() => this.closeThread());
    return fresh.seq;
  }

  private async fetchThread(): Promise<void> {
    const { threadOf } = this;
    const fresh = await fetchJson<ConversationState>(`${this.url}/state?thread=${threadOf}`);
    if (this.threadOf !== threadOf || this.stopped) return;
    if (fresh.seq < (this.state?.seq ?? 0)) return this.fetchThread(); // an event overtook the answer
    this.thread = fresh;
    this.events.changed();
  }

  /** What stayed here from before a fetch may have changed meanwhile: fetched anew page by page, or let go. */
  private async renew(first: number): Promise<void> {
    try {
      for (let from = first; !this.stopped; ) {
        const oldest = this.state?.messages[0]?.seq;
        if (oldest === undefined || oldest >= from) return;
        const page = await this.page(`before=${from}`);
        if (this.stopped || !this.state) return;
        this.set(renewed(this.state, page));
        const next = page.messages[0]?.seq;
        if (next === undefined || !page.earlier) return;
        from = next;
      }
    } catch {
      if (!this.stopped) this.set(this.state && since(this.state, first));
    }
  }

  /** The end is reached: what was said while it wasn't in view came without a line. */
  private async catchUp(): Promise<void> {
    const { state } = this;
    if (!state || state.newest <= state.head) return;
    const page = await this.page(`after=${state.head}`);
    this.set(this.state && withPage(this.state, page, "later"));
  }

  private join(): void {
    if (this.topic || !this.live || !this.state?.topic || this.stopped) return;
    const handlers: TopicHandlers = {
      event: (event) => this.happened(event),
      refetch: () => this.fetchState(),
      joined: () => {
        this.isOn = true;
        this.outgoing.hurry();
      },
      gone: (reason) => this.gone(reason),
      signal: (from, kind) => {
        if (kind === "typing" && from.person !== this.me) this.typing.heard(from.person);
      },
    };
    this.topic = this.live.join(this.state.topic, handlers, this.state.seq);
  }

  private happened(event: LiveEvent): void {
    this.thread = this.thread && event.seq > this.thread.seq ? reduce(this.thread, event) : this.thread;
    if (!this.state || event.seq <= this.state.seq) return; // it is in a state that was fetched meanwhile
    this.set(reduce(this.state, event));
    if (event.kind !== "conversations.message") return;
    const message = event.data as Said;
    this.outgoing.arrived(message.key);
    this.typing.said(message.author);
    if (message.author !== this.me) this.events.said(message);
  }

  /** Lets far lines go while the reader is at the end. */
  trim(): void {
    const next = this.state && trimmed(this.state, "later");
    if (next !== this.state) this.set(next);
  }

  /** The conversation goes on elsewhere under the same address, or nowhere: asked once more before that is said. */
  private gone(reason: GoneReason): void {
    this.topic = null;
    const wasOn = this.isOn;
    this.isOn = false;
    if (reason === "elsewhere" || !wasOn) this.end();
    else void this.goOn();
  }

  private async goOn(): Promise<void> {
    try {
      await this.fetchState();
    } catch (problem) {
      if (this.stopped) return;
      if (problem instanceof NotGiven) this.end();
      else this.timer = setTimeout(() => void this.goOn(), RETRY_MS);
    }
  }

  /** Their part has ended: there is no topic to be on, and what was read stays. */
  private over(): void {
    this.topic?.leave();
    this.topic = null;
    this.set(this.state && { ...ended(this.state), topic: "" });
  }

  private end(): void {
    this.set(this.state && ended(this.state));
  }
}
