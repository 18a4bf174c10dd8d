/**
 * What this page knows of a room: fetched once, then kept by events; fetched again when the socket says that too much
 * was missed, or when the person's place changes.
 *
 * A fetch and the events around it are put together by number: what the snapshot holds is not applied again, what
 * came after it is. So a slow answer never takes back what was already seen.
 */

import { type Answer, type Fields, post } from "../../../islands/post";
import { reduce } from "./room_state";
import type { RoomEvent, RoomState } from "./types";

export interface NumberedEvent extends RoomEvent {
  readonly seq: number;
}

/** The live connection as the store needs it. */
export interface Link {
  /** Be on exactly these topics, each seen up to the number given. */
  follow(topics: readonly string[], heads: Readonly<Record<string, number>>): void;
  close(): void;
}

export interface LinkEvents {
  event(event: NumberedEvent): void;
  /** Too much was missed on a topic: fetch the state; the number at which that holds the topic. */
  stale(topic: string): Promise<number>;
  /** A topic ended for us. */
  gone(topic: string, reason: string): void;
  /** The line is there, or lost and being looked for. */
  line(isUp: boolean): void;
}

export type Fetcher = (url: string) => Promise<{ readonly status: number; readonly state: RoomState | null }>;

/** The media room and the conversation join their topics themselves. */
const JOINED_ELSEWHERE = /^(?:media|conversation):/;
/** After these, what this person may know is another. */
const ANEW = new Set(["rooms.placed", "rooms.admitted", "rooms.leads"]);
const REFUSED_MS = 1500;
const PAUSES_MS = [500, 1000, 2000, 4000, 8000];

export async function fetchState(
  url: string,
): Promise<{ readonly status: number; readonly state: RoomState | null }> {
  try {
    const response = await fetch(url, {
      credentials: "same-origin",
      headers: { Accept: "application/json" },
      cache: "no-store",
      signal: AbortSignal.timeout(10_000),
    });
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      state: response.ok && isJson ? ((await response.json()) as RoomState) : null,
    };
  } catch {
    return { status: 0, state: null };
  }
}

export class RoomStore {
  state: RoomState | null = null;
  /** Milliseconds to add to this device's clock to get the server's. */
  offset = 0;
  isUp = true;
  /** True once the server no longer lets this person see the room. */
  isOver = false;

  private readonly watchers = new Set<() => void>();
  private readonly hearers = new Set<(event: NumberedEvent) => void>();
  private readonly link: Link;
  private recent: NumberedEvent[] = [];
  private fetching: Promise<void> | null = null;
  private again = false;
  private stopped = false;

  /** `base` is the address of the meeting, ending in "/". */
  constructor(
    readonly base: string,
    makeLink: (events: LinkEvents) => Link,
    private readonly fetcher: Fetcher = fetchState,
    private readonly pause: (ms: number) => Promise<void> = (ms) =>
      new Promise((resume) => setTimeout(resume, ms)),
  ) {
    this.link = makeLink({
      event: (event) => this.receive(event),
      stale: async (topic) => {
        await this.refetch();
        return this.state?.heads[topic] ?? 0;
      },
      gone: (topic, reason) => this.lost(topic, reason),
      line: (isUp) => {
        this.isUp = isUp;
        this.tell();
      },
    });
  }

  /** Calls `changed` after every change; returns how to stop. */
  watch(changed: () => void): () => void {
    this.watchers.add(changed);
    return () => this.watchers.delete(changed);
  }

  /** Calls `heard` for every event once it is part of the state. */
  hear(heard: (event: NumberedEvent) => void): () => void {
    this.hearers.add(heard);
    return () => this.hearers.delete(heard);
  }

  /** Fetches the state. Asked again meanwhile, it fetches once more afterwards. */
  refetch(): Promise<void> {
    if (this.fetching) {
      this.again = true;
      return this.fetching;
    }
    this.fetching = this.fetch().finally(() => {
      this.fetching = null;
    });
    return this.fetching;
  }

  /** Posts `/sessions/<meeting>/<verb>`; the same key is used for every try. */
  act<T = unknown>(verb: string, fields: Fields = {}): Promise<Answer<T>> {
    return post<T>(`${this.base}${verb}`, fields, { retries: 2 });
  }

  /** Takes what an answer said, before its event comes; the event then changes nothing more. */
  apply(audience: string, kind: string, data: Readonly<Record<string, unknown>>): void {
    if (!this.state) return;
    const topic = `${audience}:${this.state.room.meeting.id}`;
    this.state = reduce(this.state, { topic, kind, at: this.state.now, data });
    this.tell();
  }

  stop(): void {
    this.stopped = true;
    this.link.close();
    this.watchers.clear();
    this.hearers.clear();
  }

  private async fetch(): Promise<void> {
    for (let tried = 0; !this.stopped; tried += 1) {
      this.again = false;
      this.recent = [];
      const { status, state } = await this.fetcher(`${this.base}state`);
      if (this.stopped) return;
      if (state) {
        this.take(state);
        if (!this.again) return;
        tried = -1;
        continue;
      }
      if (status >= 400 && status < 500 && status !== 429) {
        this.isOver = true;
        this.tell();
        return;
      }
      this.isUp = false;
      this.tell();
      await this.pause(PAUSES_MS[Math.min(tried, PAUSES_MS.length - 1)] ?? 0);
    }
  }

  private take(snapshot: RoomState): void {
    this.offset = Date.parse(snapshot.now) - Date.now();
    this.isUp = true;
    this.state = this.recent
      .filter((event) => event.seq > (snapshot.heads[event.topic] ?? 0))
      .reduce<RoomState>(reduce, snapshot);
    const topics = snapshot.topics.filter((topic) => !JOINED_ELSEWHERE.test(topic));
    this.link.follow(topics, snapshot.heads);
    this.tell();
  }

  private receive(event: NumberedEvent): void {
    if (this.fetching) this.recent.push(event);
    if (!this.state) return;
    if (event.seq > (this.state.heads[event.topic] ?? 0)) this.state = reduce(this.state, event);
    const isMine = event.data.meeting === undefined || event.data.meeting === this.state.room.meeting.id;
    if (isMine && ANEW.has(event.kind)) void this.refetch();
    this.tell();
    for (const heard of this.hearers) heard(event);
  }

  private lost(topic: string, reason: string): void {
    if (!topic.startsWith("room:") || reason === "elsewhere") return;
    // Refused though the state names it: the two are a moment apart; ask again, but not at once.
    const wait = reason === "refused" ? this.pause(REFUSED_MS) : Promise.resolve();
    void wait.then(() => (this.stopped ? undefined : this.refetch()));
  }

  private tell(): void {
    for (const changed of this.watchers) changed();
  }
}
