/** For tests: a room with people in it, and the parts a browser gives. Never part of a page. */

import type { Fields } from "../../../islands/post";
import { Emitter } from "./media/emitter";
import type { MediaRoom, MediaRoomEvents, Participant, Source } from "./media/port";
import type { Parts } from "./parts";
import type { Link, LinkEvents, NumberedEvent } from "./room_store";
import type { Attendee, Plan, RoomState, Round, StaffPart } from "./types";

export const MEETING = "m1";

export function attendee(name: string, more: Partial<Attendee> = {}): Attendee {
  return {
    id: name.toLowerCase(),
    name,
    pronouns: "",
    picture: "",
    hue: 3,
    shape: 1,
    initials: name.charAt(0),
    role: "member",
    isStaff: false,
    way: "listening",
    handAt: null,
    mayShare: false,
    ...more,
  };
}

export function round(more: Partial<Round> = {}): Round {
  return {
    id: "r1",
    number: 1,
    phase: "open",
    opensAt: "2026-11-24T10:10:00+00:00",
    endsAt: "2026-11-24T10:20:00+00:00",
    minutes: 10,
    rooms: 2,
    prompt: {
      key: "easier",
      words: {
        en: { title: "What went a little easier?", first: "It’s small, but …", care: "Stay with them." },
        es: { title: "¿Qué fue un poco más fácil?", first: "Es poco, pero …", care: "Quédate a su lado." },
      },
    },
    ...more,
  };
}

export function plan(more: Partial<Plan> = {}): Plan {
  const seat = (person: string, kind: string, people: readonly string[]) =>
    ({ person, state: "seated", reason: { kind, people } }) as const;
  return {
    round: "r1",
    phase: "planned",
    minutes: 10,
    low: 2,
    high: 3,
    promptKey: "easier",
    summary: { newPairs: 2, pairs: 3, everyoneMeetsSomeoneNew: true, warmOk: 1, warmNeed: 1 },
    rooms: [
      { id: "s1", number: 1, seats: [seat("ruth", "guide", ["theo"]), seat("theo", "new_to_all", ["ruth"])] },
      {
        id: "s2",
        number: 2,
        seats: [seat("maya", "new_to_all", ["sam"]), seat("sam", "familiar_face", ["maya"])],
      },
    ],
    notYetHere: [{ person: "omar", room: 2 }],
    searching: false,
    ...more,
  };
}

export const PEOPLE: readonly Attendee[] = [
  attendee("Dana", { role: "counselor", isStaff: true, way: "camera" }),
  attendee("Ruth", { role: "mentor", way: "voice" }),
  attendee("Theo", { way: "camera" }),
  attendee("Maya", { way: "chat" }),
  attendee("Sam"),
];

/** As Maya sees it, unless `more` says otherwise. */
export function roomState(more: Partial<RoomState> = {}, people: readonly Attendee[] = PEOPLE): RoomState {
  return {
    now: "2026-11-24T10:12:00+00:00",
    heads: { [`room:${MEETING}`]: 5 },
    topics: [`room:${MEETING}`, "person:maya", "media:main", "conversation:c1"],
    me: {
      id: "maya",
      way: "chat",
      hand: null,
      state: "in",
      isStaff: false,
      isHost: false,
      mayShare: false,
      mediaKey: "main",
      overheard: "no",
      hidesSelfView: false,
      seat: null,
    },
    room: {
      meeting: {
        id: MEETING,
        kind: "session",
        title: "Morning group",
        startsAt: "2026-11-24T10:00:00+00:00",
        endsAt: "2026-11-24T10:50:00+00:00",
        doorsCloseAt: "2026-11-24T11:00:00+00:00",
      },
      locked: false,
      ended: false,
      sharer: null,
      staffed: true,
      closesAt: null,
      people,
      round: null,
      broadcasts: [],
    },
    chat: { id: "c1" },
    small: null,
    ice: { iceServers: [], relayOnly: false },
    ...more,
  };
}

export function staffPart(more: Partial<StaffPart> = {}): StaffPart {
  return { waiting: [], talk: {}, plan: null, calls: [], pagings: [], expected: [], ...more };
}

/** As Dana, who leads, sees it. */
export function staffState(more: Partial<RoomState> = {}, part: Partial<StaffPart> = {}): RoomState {
  const base = roomState(more);
  return {
    ...base,
    me: { ...base.me, id: "dana", way: "camera", isStaff: true, isHost: true, mayShare: true },
    staff: staffPart(part),
  };
}

export function event(
  kind: string,
  data: Record<string, unknown>,
  topic = `room:${MEETING}`,
  seq = 6,
): NumberedEvent {
  return { topic, kind, at: "2026-11-24T10:12:30+00:00", data, seq };
}

export class FakeTrack extends EventTarget {
  stopped = false;
  stop(): void {
    this.stopped = true;
  }
}

export function track(): MediaStreamTrack & FakeTrack {
  return new FakeTrack() as unknown as MediaStreamTrack & FakeTrack;
}

/** A media room that remembers what was done with it, in one list for all rooms. */
export class FakeMediaRoom {
  state = "new";
  readonly participants = new Map<string, Participant>();
  readonly own = { speaking: false, level: 0, spokeAt: null };
  readonly quality = { up: 3 as const, down: 3 as const };
  readonly events = new Emitter<MediaRoomEvents>();

  constructor(
    readonly key: string,
    private readonly log: string[],
    private readonly refuses: () => boolean = () => false,
  ) {}

  async connect(): Promise<void> {
    if (this.refuses()) {
      this.log.push(`refused ${this.key}`);
      throw new Error("refused");
    }
    this.log.push(`open ${this.key}`);
  }
  async close(): Promise<void> {
    this.log.push(`closing ${this.key}`);
    await Promise.resolve();
    this.log.push(`closed ${this.key}`);
  }
  private async set(source: Source, one: MediaStreamTrack | null): Promise<void> {
    this.log.push(`${this.key} ${source} ${one ? "on" : "off"}`);
  }
  setMicrophone = (one: MediaStreamTrack | null) => this.set("microphone", one);
  setCamera = (one: MediaStreamTrack | null) => this.set("camera", one);
  setScreen = (one: MediaStreamTrack | null) => this.set("screen", one);
  attend(): void {}
  dismiss(person: string): void {
    this.log.push(`dismiss ${person}`);
  }
  on<K extends keyof MediaRoomEvents>(name: K, heard: (detail: MediaRoomEvents[K]) => void): () => void {
    return this.events.on(name, heard);
  }
}

export interface FakeWorld extends Parts {
  readonly log: string[];
  readonly rooms: Map<string, FakeMediaRoom>;
  events: LinkEvents | null;
  followed: readonly string[];
}

export function world(): FakeWorld {
  const log: string[] = [];
  const rooms = new Map<string, FakeMediaRoom>();
  const parts: FakeWorld = {
    log,
    rooms,
    events: null,
    followed: [],
    live: null,
    devices: {
      open: async () => track(),
      wasCancelled: () => false,
      explain: () => "It didn’t work.",
      ended: () => "It was unplugged.",
    },
    makeLink(events): Link {
      parts.events = events;
      return {
        follow: (topics) => {
          parts.followed = topics;
        },
        close: () => void log.push("link closed"),
      };
    },
    makeRoom(key): MediaRoom {
      const room = new FakeMediaRoom(key, log);
      rooms.set(key, room);
      return room as unknown as MediaRoom;
    },
    tellSpeaking: (key, on) => void log.push(`${key} speaking ${on}`),
    speaker: () => "",
    close: () => void log.push("parts closed"),
  };
  return parts;
}

/** Answers every fetch with what `give` says for its address; what was posted is kept in order. */
export function server(give: (url: string) => unknown): {
  readonly posts: { verb: string; fields: Fields }[];
} {
  const posts: { verb: string; fields: Fields }[] = [];
  globalThis.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = String(input);
    if (init?.method === "POST" && init.body instanceof FormData) {
      posts.push({
        verb: url.split("/").pop() ?? "",
        fields: Object.fromEntries(init.body.entries()) as Fields,
      });
    }
    const answer = give(url) as { status?: number } | null;
    const status = answer && typeof answer === "object" && "status" in answer ? (answer.status ?? 200) : 200;
    return new Response(JSON.stringify(answer ?? {}), {
      status,
      headers: { "content-type": "application/json" },
    });
  }) as typeof fetch;
  return { posts };
}

/** Puts an element into the page with its properties and waits until it is drawn. */
export async function shown<T extends HTMLElement>(tag: string, properties: Partial<T> = {}): Promise<T> {
  document.body.replaceChildren();
  const element = document.createElement(tag) as T & { updateComplete?: Promise<unknown> };
  Object.assign(element, properties);
  document.body.append(element);
  await element.updateComplete;
  return element;
}

export function words(element: Element): string {
  return (element.textContent ?? "").replace(/\s+/g, " ").trim();
}
