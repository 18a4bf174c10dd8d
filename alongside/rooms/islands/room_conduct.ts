/**
 * What a live room does: follows the state, goes into the media room the server names, and answers what the person
 * does. Without markup, so that it can be tried alone; <al-room> draws it.
 */

import { t } from "../../../islands/i18n";
import type { Answer } from "../../../islands/post";
import type { Ask, Wish } from "./bits";
import type { MediaCredentials, Source } from "./media/port";
import type { NoticeBar } from "./notices";
import { OwnMedia } from "./own_media";
import type { Tab } from "./panel";
import { browserParts, type Parts } from "./parts";
import { entryChoice, keepEntryChoice, keepHideSelf, keysRest } from "./preferences";
import { RoomMedia } from "./room_media";
import { notices } from "./room_notices";
import { mediaTopic } from "./room_state";
import { type NumberedEvent, RoomStore } from "./room_store";
import type { Broadcast, Placed, Reaction, RoomState, Way } from "./types";
import { placedWords } from "./words";

/** What the page does for it. */
export interface Page {
  changed(): void;
  say(words: string, icon: string): void;
  /** The room is no place for this person any more: go to where the server says why. */
  over(where: "room" | "after"): void;
  playSound(): void;
  write(words: string): void;
}

const REACTION_SHOWN_MS = 5000;
const QUIET_WAYS: readonly Way[] = ["listening", "reacting", "chat", "hand"];

export class RoomConduct {
  readonly store: RoomStore;
  readonly media: RoomMedia;
  readonly own: OwnMedia;
  tab: Tab = "chat";
  panelOpen = true;
  unread = false;
  planning = false;
  speaker: string;
  hideSelf: boolean;
  keysRest = keysRest();
  reactions: ReadonlyMap<string, Reaction> = new Map();

  private readonly parts: Parts;
  private askedToMute: string | null = null;
  private isMoved = false;
  private soundHeld = false;
  private isElsewhere = false;
  private said: Broadcast | null = null;
  private inSmall: string | null = null;
  private isOver = false;
  private isSharer = false;
  private returning = false;

  constructor(
    base: string,
    private readonly me: string,
    private readonly page: Page,
    parts: Parts = browserParts(),
  ) {
    this.parts = parts;
    const choice = entryChoice(base);
    this.hideSelf = choice.hideSelf;
    this.speaker = parts.speaker();
    this.store = new RoomStore(base, (events) => parts.makeLink(events));
    this.media = new RoomMedia(
      (key) => parts.makeRoom(key),
      () => this.me,
      {
        changed: () => page.changed(),
        spoke: (key, on) => parts.tellSpeaking(key, on),
        closed: (_key, reason) => this.closed(reason),
      },
      () => this.renew(),
    );
    this.own = new OwnMedia(
      parts.devices,
      (source, track) => this.media.send(source, track),
      () => page.changed(),
      (source) => this.fell(source),
    );
    this.store.watch(() => this.follow());
    this.store.hear((event) => this.heard(event));
  }

  get now(): number {
    return Date.now() + this.store.offset;
  }

  get live(): unknown {
    return this.parts.live;
  }

  async start(): Promise<void> {
    await this.store.refetch();
    const choice = entryChoice(this.store.base);
    keepEntryChoice(this.store.base, { ...choice, microphone: false, camera: false }); // a reload turns nothing on
    const may = this.store.state?.me.overheard !== "yes";
    if (choice.microphone && may) await this.own.turnOn("microphone");
    if (choice.camera && may) await this.own.turnOn("camera");
  }

  stop(): void {
    this.media.stop();
    this.store.stop();
    this.parts.close();
  }

  notices(): readonly NoticeBar[] {
    const { state } = this.store;
    if (!state) return [];
    const participants = [...(this.media.room?.participants.values() ?? [])];
    return notices(
      {
        state,
        now: this.now,
        isUp: this.store.isUp,
        isElsewhere: this.isElsewhere,
        soundHeld: this.soundHeld,
        askedToMute: this.askedToMute,
        isMoved: this.isMoved,
        micOn: this.own.isOn("microphone"),
        troubles: this.own.troubles,
        quality: this.media.quality,
        stuck: participants.filter((one) => one.link === "stuck").map((one) => one.person),
        said: this.said,
      },
      {
        comeBack: () => {
          this.isElsewhere = false;
          this.follow();
        },
        playSound: () => this.page.playSound(),
        mute: () => void this.own.turnOff("microphone"),
        dismiss: (what) => this.dismiss(what),
        answer: (call) => void this.act("answer", { call }),
        admit: (person) => void this.act("admit", { person }),
      },
    );
  }

  /** A post to the server. One's own hand and way show at once; the event then says the same, or a refusal takes it back. */
  async ask({ verb, fields, then }: Ask): Promise<void> {
    const isOwn = verb === "way" || (verb === "hand" && !fields.person);
    if (verb === "way") this.store.apply("room", "rooms.way", { person: this.me, way: fields.way });
    else if (isOwn) {
      const at = fields.up ? new Date(this.now).toISOString() : null;
      this.store.apply("room", "rooms.hand", { person: this.me, at });
    }
    const answer = await this.store.act<{ error?: string }>(verb, fields);
    if (answer.ok) {
      then?.(answer.data);
      return;
    }
    this.sayWhy(answer);
    if (isOwn) await this.store.refetch();
  }

  holdSound(held: boolean): void {
    if (held === this.soundHeld) return;
    this.soundHeld = held;
    this.page.changed();
  }

  wish(wish: Wish): void {
    switch (wish.kind) {
      case "microphone":
      case "camera":
        void this.toggle(wish.kind);
        break;
      case "screen":
        void this.toggleScreen();
        break;
      case "panel":
        this.panelOpen = !this.panelOpen;
        break;
      case "tab":
        this.tab = wish.tab;
        this.panelOpen = true;
        if (wish.tab === "chat") this.unread = false;
        break;
      case "say":
        this.tab = "chat";
        this.panelOpen = true;
        this.page.write(wish.words);
        break;
      case "plan":
        this.planning = !this.planning;
        break;
      case "self-view":
        this.hideSelf = wish.hidden;
        keepHideSelf(this.store.base, wish.hidden);
        break;
      case "keys":
        this.keysRest = wish.rest;
        break;
      case "device":
        if (wish.device === "speaker") this.speaker = wish.id;
        else void this.own.replace(wish.device);
        break;
      case "leave": // the form is on its way and says where to next; what the server tells us meanwhile must not
        this.isOver = true;
        this.stop();
        break;
      case "unread":
        this.unread = this.tab !== "chat" || !this.panelOpen;
        break;
    }
    this.page.changed();
  }

  /** The credentials of the media room named by the state. */
  private credentials(state: RoomState): MediaCredentials {
    const servers = state.ice.iceServers.map((one) => ({
      ...one,
      urls: typeof one.urls === "string" ? [one.urls] : one.urls,
    }));
    return {
      kind: "mesh",
      servers,
      relayOnly: state.ice.relayOnly,
      expiresAt: state.ice.expiresAt ?? null,
    };
  }

  private async renew(): Promise<MediaCredentials> {
    await this.store.refetch();
    if (!this.store.state) throw new Error("no state to take credentials from");
    return this.credentials(this.store.state);
  }

  /** Be where the state says; called after every change of it. */
  private follow(): void {
    const { state } = this.store;
    if (state?.me.state === "out" && state.me.lapsed && !state.room.ended && !this.isOver) {
      void this.comeBack();
      return;
    }
    if (this.store.isOver || (state && (state.me.state !== "in" || state.room.ended))) {
      this.leave(state);
      return;
    }
    if (state) {
      const topic = this.isElsewhere ? null : mediaTopic(state);
      void this.media.want(topic && state.me.mediaKey, this.credentials(state));
      this.turnPanel(state);
      this.followSharer(state.room.sharer);
    }
    this.page.changed();
  }

  /** A screen is shown while the server says that it is this person's. The word may come a moment after the picture. */
  private followSharer(sharer: string | null): void {
    const mine = sharer === this.me;
    if (this.own.isOn("screen") && !mine && (this.isSharer || sharer !== null))
      void this.own.turnOff("screen");
    this.isSharer = mine;
  }

  /** The line was lost for so long that the place was given up: take it again, with what was said before. */
  private async comeBack(): Promise<void> {
    if (this.returning) return;
    this.returning = true;
    const answer = await this.store.act("enter");
    this.returning = false;
    if (answer.ok || answer.status === 0) await this.store.refetch();
    else this.leave(this.store.state);
  }

  /** In a small room the panel shows what to talk about; back in the main room, the chat. */
  private turnPanel(state: RoomState): void {
    const small = state.small?.id ?? null;
    if (small === this.inSmall) return;
    this.inSmall = small;
    const isSplit = state.room.round?.phase === "open"; // who stepped out, or leads, sees the rooms from here
    this.tab = small ? "prompt" : isSplit ? "breakouts" : "chat";
    if (small) this.planning = false;
  }

  private leave(state: RoomState | null): void {
    if (this.isOver) return;
    this.isOver = true;
    const ended = state?.room.ended ?? false;
    this.stop();
    this.page.over(ended && state?.me.state === "in" ? "after" : "room");
  }

  private closed(reason: string): void {
    if (reason === "elsewhere") this.isElsewhere = true;
    else if (reason !== "left") void this.store.refetch();
    this.page.changed();
  }

  private heard(event: NumberedEvent): void {
    const { data } = event;
    const mine = data.meeting === this.store.state?.room.meeting.id;
    switch (event.kind) {
      case "rooms.reacted":
        this.reacted(data.person as string, data.reaction as Reaction);
        break;
      case "rooms.left":
        this.media.room?.dismiss(data.person as string);
        break;
      case "rooms.broadcast":
        this.said = data as unknown as Broadcast;
        break;
      case "rooms.meeting_changed":
        this.isMoved = true;
        break;
      case "rooms.asked_to_mute":
        if (mine) this.askedToMute = event.at;
        break;
      case "rooms.placed":
        if (mine) this.placed(data as unknown as Placed);
        break;
    }
    this.page.changed();
  }

  private placed(where: Placed): void {
    if (where.why !== "entered")
      this.page.say(placedWords(where.why, where.small?.number ?? null), "door-open");
    this.said = null;
  }

  private reacted(person: string, reaction: Reaction): void {
    this.reactions = new Map(this.reactions).set(person, reaction);
    setTimeout(() => {
      if (this.reactions.get(person) !== reaction) return;
      const rest = new Map(this.reactions);
      rest.delete(person);
      this.reactions = rest;
      this.page.changed();
    }, REACTION_SHOWN_MS);
  }

  private dismiss(what: string): void {
    if (what === "mute") this.askedToMute = null;
    else if (what === "moved") this.isMoved = false;
    else if (what.startsWith("said-")) this.said = null;
    else if (what.startsWith("trouble-")) this.own.forget(what.slice("trouble-".length) as Source);
    this.page.changed();
  }

  private async toggle(source: "microphone" | "camera"): Promise<void> {
    if (this.own.isOn(source)) {
      if (source === "microphone") this.askedToMute = null;
      await this.own.turnOff(source);
      return;
    }
    const { state } = this.store;
    if (state?.me.overheard === "yes") {
      this.page.say(t("You said others can overhear you, so today you only type."), "ear");
      return;
    }
    if (!(await this.own.turnOn(source)) || !state) return;
    const way: Way = source === "camera" ? "camera" : "voice";
    if (QUIET_WAYS.includes(state.me.way) || (way === "camera" && state.me.way === "voice")) {
      await this.act("way", { way });
    }
  }

  private async toggleScreen(): Promise<void> {
    if (this.own.isOn("screen")) {
      await this.own.turnOff("screen");
      await this.act("share", { on: 0 });
      return;
    }
    await this.own.turnOn("screen", () => this.act("share", { on: 1 }));
  }

  private fell(source: Source): void {
    if (source === "screen") void this.act("share", { on: 0 });
  }

  private async act(verb: string, fields: Record<string, string | number>): Promise<boolean> {
    const answer = await this.store.act<{ error?: string }>(verb, fields);
    if (!answer.ok) this.sayWhy(answer);
    return answer.ok;
  }

  private sayWhy(answer: Answer<{ error?: string }>): void {
    const words = answer.data?.error ?? t("That didn’t go through. Nothing was changed; please try again.");
    this.page.say(words, "circle-alert");
  }
}
