// A conversation as one page keeps it: fetched once, followed by events, fetched again when too much was missed; and what
// is on its way out. Without markup; <al-conversation> draws it.

import type { GoneReason, LiveEvent, TopicHandlers } from "../../../islands/socket";
import {
  type ConversationState,
  ended,
  reduce,
  refetched,
  type Said,
  stored,
  withEarlier,
} from "./conversation_state";
import { Typing } from "./conversation_typing";
import { type Unsent, UnsentMessages } from "./conversation_unsent";

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

const RETRY_MS = 4000;

async function fetchJson<T>(url: string): Promise<T> {
  const response = await fetch(url, {
    credentials: "same-origin",
    headers: { Accept: "application/json" },
    cache: "no-store",
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as T;
}

export class ConversationStore {
  state: ConversationState | null = null;
  readonly typing: Typing;
  private readonly outgoing: UnsentMessages;
  private topic: ReturnType<Live["join"]> | null = null;
  private live: Live | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(
    readonly conversation: string,
    private readonly me: string,
    private readonly events: StoreEvents,
    lost: string,
  ) {
    this.typing = new Typing(() => events.changed());
    this.outgoing = new UnsentMessages(
      conversation,
      me,
      {
        changed: () => events.changed(),
        acknowledged: (message) => this.set(this.state && stored(this.state, message)),
      },
      { lost },
    );
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
    this.set(refetched(this.state, state));
    for (const message of state.messages) this.outgoing.arrived(message.key);
    this.join();
  }

  send(body: string): void {
    this.typing.sent();
    this.outgoing.add(body);
  }

  /** Try again now what waits for the network. */
  hurry(): void {
    this.outgoing.hurry();
  }

  takeBack(key: string): string {
    return this.outgoing.take(key)?.body ?? "";
  }

  /** This person is typing. */
  typed(): void {
    this.typing.tell(() => this.topic?.signal("typing", {}));
  }

  /** Fetch what was said before. False when it couldn't be had. */
  async earlier(): Promise<boolean> {
    const first = this.state?.messages[0]?.seq;
    if (first === undefined) return false;
    try {
      const url = `/conversations/${this.conversation}/messages?before=${first}`;
      const page = await fetchJson<{ messages: Said[]; earlier: boolean }>(url);
      this.set(this.state && withEarlier(this.state, page));
      return true;
    } catch {
      return false;
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
    const fresh = await fetchJson<ConversationState>(`/conversations/${this.conversation}/state`);
    if (!this.stopped) this.give(fresh);
    return fresh.seq;
  }

  private join(): void {
    if (this.topic || !this.live || !this.state || this.stopped) return;
    const handlers: TopicHandlers = {
      event: (event) => this.happened(event),
      refetch: () => this.fetchState(),
      joined: () => this.outgoing.hurry(),
      gone: (reason) => this.gone(reason),
      signal: (from, kind) => {
        if (kind === "typing" && from.person !== this.me) this.typing.heard(from.person);
      },
    };
    this.topic = this.live.join(this.state.topic, handlers, this.state.seq);
  }

  private happened(event: LiveEvent): void {
    if (!this.state) return;
    this.set(reduce(this.state, event));
    if (event.kind !== "conversations.message") return;
    const message = event.data as Said;
    this.outgoing.arrived(message.key);
    this.typing.said(message.author);
    if (message.author !== this.me) this.events.said(message);
  }

  private gone(_reason: GoneReason): void {
    this.topic = null;
    this.set(this.state && ended(this.state));
  }
}
