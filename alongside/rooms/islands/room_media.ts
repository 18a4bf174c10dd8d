/**
 * Keeps this page in the media room where the server wants the person to be: one at a time, the old closed entirely
 * before the new one opens. Own tracks stay with the page and go along from room to room.
 */

import type { ClosedReason, Grade, MediaCredentials, MediaRoom, Source } from "./media/port";
import type { Seen } from "./tiles";

interface Desired {
  readonly key: string;
  readonly credentials: MediaCredentials;
}

export interface RoomMediaEvents {
  /** Anything to be drawn again. */
  changed(): void;
  /** This person began or stopped speaking. */
  spoke(key: string, on: boolean): void;
  /** The room closed under us; "elsewhere" means another window of this person has taken over. */
  closed(key: string, reason: ClosedReason): void;
}

const RETRY_MS = 1500;

export class RoomMedia {
  room: MediaRoom | null = null;
  quality: { up: Grade; down: Grade } = { up: 3, down: 3 };
  readonly own: Record<Source, MediaStreamTrack | null> = { microphone: null, camera: null, screen: null };
  isSpeaking = false;

  private desired: Desired | null = null;
  private working: Promise<void> | null = null;
  private attention: { pinned: readonly string[]; inView: readonly string[] | null } = {
    pinned: [],
    inView: null,
  };

  constructor(
    private readonly make: (key: string) => MediaRoom,
    private readonly me: () => string,
    private readonly events: RoomMediaEvents,
    private readonly renew: () => Promise<MediaCredentials>,
    private readonly pause: (ms: number) => Promise<void> = (ms) =>
      new Promise((resume) => setTimeout(resume, ms)),
  ) {}

  /** Be in the room of this key, or (null) in none. Saying it again changes nothing. */
  want(key: string | null, credentials: MediaCredentials | null): Promise<void> {
    this.desired = key && credentials ? { key, credentials } : null;
    this.working ??= this.reconcile().finally(() => {
      this.working = null;
    });
    return this.working;
  }

  async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    this.own[source] = track;
    if (source === "microphone" && !track) this.speaking(false);
    await this.set(source, track);
    this.events.changed();
  }

  attend(change: Partial<typeof this.attention>): void {
    this.attention = { ...this.attention, ...change };
    this.room?.attend(this.attention);
  }

  /** What there is to see of everyone in the room, this person included. */
  seen(): ReadonlyMap<string, Seen> {
    const all = new Map<string, Seen>();
    for (const [id, one] of this.room?.participants ?? []) {
      all.set(id, {
        link: one.link,
        camera: one.tracks.camera,
        screen: one.tracks.screen,
        microphoneOn: one.on.microphone,
        speaking: one.speaking,
      });
    }
    all.set(this.me(), {
      link: "self",
      camera: this.own.camera,
      screen: this.own.screen,
      microphoneOn: this.own.microphone !== null,
      speaking: this.isSpeaking,
    });
    return all;
  }

  /** The voices to play. */
  voices(): ReadonlyMap<string, MediaStreamTrack> {
    const all = new Map<string, MediaStreamTrack>();
    for (const [id, one] of this.room?.participants ?? []) {
      if (one.tracks.microphone) all.set(id, one.tracks.microphone);
    }
    return all;
  }

  /** Ends everything at once: own tracks stop, the room closes. */
  stop(): void {
    this.desired = null;
    for (const source of ["microphone", "camera", "screen"] as const) {
      this.own[source]?.stop();
      this.own[source] = null;
    }
    void this.room?.close();
    this.room = null;
  }

  private async reconcile(): Promise<void> {
    while ((this.room?.key ?? null) !== (this.desired?.key ?? null)) {
      if (this.room) {
        this.speaking(false);
        const old = this.room;
        this.room = null;
        await old.close();
      } else if (this.desired) {
        await this.enter(this.desired);
      }
      this.events.changed();
    }
  }

  private async enter({ key, credentials }: Desired): Promise<void> {
    const room = this.make(key);
    this.room = room;
    const draw = () => this.events.changed();
    room.on("participantJoined", draw);
    room.on("participantLeft", draw);
    room.on("participantChanged", draw);
    room.on("trackAdded", draw);
    room.on("trackRemoved", draw);
    room.on("stuck", draw);
    room.on("speaking", ({ person, speaking }) => {
      if (person === this.me()) this.speaking(speaking);
      draw();
    });
    room.on("quality", (quality) => {
      this.quality = quality;
      draw();
    });
    room.on("closed", ({ reason }) => this.closed(room, reason));
    room.attend(this.attention);
    try {
      for (const source of ["microphone", "camera", "screen"] as const) {
        if (this.own[source]) await this.set(source, this.own[source]);
      }
      await room.connect(credentials, this.renew);
    } catch {
      await room.close();
      if (this.room === room) this.room = null;
      await this.pause(RETRY_MS); // refused for now (a ticket too early, a line too weak): try while it is still wanted
    }
  }

  private async set(source: Source, track: MediaStreamTrack | null): Promise<void> {
    if (source === "microphone") await this.room?.setMicrophone(track);
    else if (source === "camera") await this.room?.setCamera(track);
    else await this.room?.setScreen(track);
  }

  private closed(room: MediaRoom, reason: ClosedReason): void {
    if (this.room !== room) return;
    this.room = null;
    if (reason === "elsewhere" || reason === "ended") this.desired = null;
    this.speaking(false);
    this.events.closed(room.key, reason);
    this.events.changed();
  }

  private speaking(on: boolean): void {
    if (on === this.isSpeaking) return;
    this.isSpeaking = on;
    if (this.room) this.events.spoke(this.room.key, on);
  }
}
