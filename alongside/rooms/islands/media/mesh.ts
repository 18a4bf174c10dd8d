/**
 * The mesh: a `MediaRoom` in which every browser is linked to every other, for groups of up to about twelve.
 *
 * The gateway says who is here (`Signaller`); `Peer` keeps one link to each; `Tuner` decides, once a second, whose
 * pictures we ask for and how much we send. Nothing passes through the server but signalling.
 */

import { Emitter } from "./emitter";
import { BROWSER, type MeshEngine } from "./engine";
import { Openings } from "./openings";
import { Peer, type PeerHost } from "./peer";
import type {
  Attention,
  ClosedReason,
  Grade,
  MediaCredentials,
  MediaRoom,
  MediaRoomEvents,
  Participant,
  RoomState,
  Source,
} from "./port";
import { Relays } from "./relays";
import { type Note, type PeerAddress, readSignal, type Signaller } from "./signals";
import { Someone } from "./someone";
import { Tuner } from "./tuner";
import { heardLevel, type LevelMeter, Talking } from "./voice";

const LISTEN_EVERY = 120; // milliseconds
const TUNE_EVERY = 250;
/** Links opened by us at a time. */
const OPENINGS = 4;

export class MeshRoom implements MediaRoom {
  state: RoomState = "new";
  readonly people = new Map<string, Someone>();
  readonly own = new Talking();
  private readonly events = new Emitter<MediaRoomEvents>();
  private readonly tracks: Record<Source, MediaStreamTrack | null> = {
    microphone: null,
    camera: null,
    screen: null,
  };
  private readonly tuner: Tuner;
  private readonly host: PeerHost;
  private relays: Relays | null = null;
  private meter: Pick<LevelMeter, "read" | "close"> | null = null;
  private timers: ReturnType<typeof setInterval>[] = [];
  private readonly seen = () => this.tuner.retune();

  constructor(
    readonly key: string,
    private readonly signaller: Signaller,
    private readonly engine: MeshEngine = BROWSER,
  ) {
    this.tuner = new Tuner(this.people, {
      size: () => this.people.size + 1,
      own: () => this.tracks,
      wantChanged: (someone) => this.refresh(someone),
      gradeChanged: (quality) => this.events.emit("quality", quality),
    });
    this.host = {
      instance: engine.instance(),
      send: (person, signal) => this.signaller.send(person, signal),
      openings: new Openings(OPENINGS),
      linkOptions: () => ({
        makePeer: () => this.engine.makePeer(this.relays?.configuration() ?? {}),
        tracks: this.tracks,
      }),
      linkUp: (peer) => this.linkUp(peer),
      linkDown: (peer) => this.linkChanged(peer, "connecting"),
      note: (peer, note) => this.note(peer, note),
      lost: (peer) => this.forget(peer.person),
      failing: (peer) => this.linkChanged(peer, "stuck"),
    };
  }

  get participants(): ReadonlyMap<string, Participant> {
    return this.people;
  }

  get quality(): { readonly up: Grade; readonly down: Grade } {
    return this.tuner.quality;
  }

  on<K extends keyof MediaRoomEvents>(name: K, heard: (detail: MediaRoomEvents[K]) => void): () => void {
    return this.events.on(name, heard);
  }

  async connect(credentials: MediaCredentials, renew?: () => Promise<MediaCredentials>): Promise<void> {
    if (this.state !== "new") throw new Error(`room ${this.key} is ${this.state}: a room is connected once`);
    await this.engine.held.room?.close();
    this.engine.held.room = this;
    this.state = "connecting";
    this.relays = new Relays(credentials, renew);
    this.timers = [
      setInterval(() => this.listen(), LISTEN_EVERY),
      setInterval(() => this.tune(), TUNE_EVERY),
    ];
    document.addEventListener("visibilitychange", this.seen);
    try {
      await this.signaller.join({
        present: (people) => this.found(people),
        arrived: (peer) => this.meet(peer, false),
        departed: (peer) => this.depart(peer),
        signal: (from, data) => this.receive(from, data),
        gone: (reason) => this.shut(reason),
      });
    } catch (error) {
      this.shut("revoked");
      throw error;
    }
    if (this.state === "connecting") this.state = "open";
  }

  async close(): Promise<void> {
    this.shut("left");
  }

  async setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    this.meter?.close();
    this.meter = track === null ? null : this.engine.makeMeter(track);
    if (track === null && this.own.silence()) this.spoke(this.signaller.person, false);
    await this.send("microphone", track);
  }

  async setCamera(track: MediaStreamTrack | null): Promise<void> {
    await this.send("camera", track);
  }

  async setScreen(track: MediaStreamTrack | null): Promise<void> {
    if (track !== null && track.contentHint === "") track.contentHint = "detail";
    await this.send("screen", track);
  }

  attend(attention: Attention): void {
    this.tuner.attention = attention;
    this.tuner.retune();
  }

  dismiss(person: string): void {
    this.forget(person);
  }

  private shut(reason: ClosedReason): void {
    if (this.state === "closed") return;
    const entered = this.state !== "new";
    this.state = "closed";
    for (const timer of this.timers) clearInterval(timer);
    document.removeEventListener("visibilitychange", this.seen);
    for (const person of [...this.people.keys()]) this.forget(person);
    this.meter?.close();
    this.meter = null;
    if (entered) this.signaller.leave();
    if (this.engine.held.room === this) this.engine.held.room = null;
    this.events.emit("closed", { reason });
    this.events.clear();
  }

  private async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    if (this.state === "closed") return;
    this.tracks[source] = track;
    const links = [...this.people.values()].map((someone) => someone.peer.link);
    await Promise.allSettled(links.map((link) => link?.setTrack(source, track)));
    for (const someone of this.people.values()) this.tellWhatIsOn(someone);
    this.tuner.retune();
  }

  private tellWhatIsOn(someone: Someone): void {
    const { microphone, camera, screen } = this.tracks;
    const on = { microphone: microphone !== null, camera: camera !== null, screen: screen !== null };
    someone.peer.link?.tell({ n: "on", on });
  }

  private found(people: readonly PeerAddress[]): void {
    const here = new Set(people.map((peer) => peer.person));
    for (const someone of [...this.people.values()]) {
      if (!here.has(someone.person)) someone.peer.depart(); // while we were away they went, or will come again
    }
    for (const peer of people) this.meet(peer, true);
  }

  private meet({ person, conn }: PeerAddress, weAreNewcomer: boolean): void {
    if (person === this.signaller.person || this.state === "closed") return;
    this.someone(person, conn).peer.meet(conn, weAreNewcomer);
  }

  private someone(person: string, conn: string): Someone {
    const known = this.people.get(person);
    if (known !== undefined) return known;
    const someone = new Someone(person, new Peer(person, conn, this.host));
    this.people.set(person, someone);
    this.events.emit("participantJoined", someone);
    this.tuner.retune();
    return someone;
  }

  private depart({ person, conn }: PeerAddress): void {
    const peer = this.people.get(person)?.peer;
    if (peer?.conn === conn) peer.depart();
  }

  private receive(from: PeerAddress, data: unknown): void {
    const signal = readSignal(data);
    if (signal === null || from.person === this.signaller.person || this.state === "closed") return;
    if (signal.m === "bye" && !this.people.has(from.person)) return;
    this.someone(from.person, from.conn).peer.receive(from.conn, signal);
  }

  private forget(person: string): void {
    const someone = this.people.get(person);
    if (someone === undefined) return;
    this.people.delete(person);
    someone.peer.close();
    this.refresh(someone);
    if (someone.talking.silence()) this.spoke(person, false);
    this.events.emit("participantLeft", someone);
    this.tuner.retune();
  }

  private linkUp(peer: Peer): void {
    const someone = this.people.get(peer.person);
    if (someone === undefined) return;
    someone.sample = null;
    this.tellWhatIsOn(someone);
    this.tuner.greet(someone);
    this.linkChanged(peer, "connected");
    this.tuner.retune();
  }

  private linkChanged(peer: Peer, link: Someone["link"]): void {
    const someone = this.people.get(peer.person);
    if (someone === undefined) return;
    const before = someone.link;
    someone.link = before === "stuck" && link === "connecting" ? before : link;
    this.refresh(someone);
    if ((before === "stuck") !== (someone.link === "stuck"))
      this.events.emit("stuck", { participant: someone, stuck: someone.link === "stuck" });
    this.events.emit("participantChanged", someone);
  }

  private note(peer: Peer, note: Note): void {
    const someone = this.people.get(peer.person);
    if (someone === undefined) return;
    if (note.n === "bye") {
      peer.farewell();
      return;
    }
    if (note.n === "want") {
      someone.theirWant = { camera: note.camera, screen: note.screen };
    } else {
      someone.on = note.on;
      if (!note.on.microphone && someone.talking.silence()) this.spoke(someone.person, false);
      this.refresh(someone);
      this.events.emit("participantChanged", someone);
    }
    this.tuner.retune();
  }

  /** Bring the tracks a participant shows in line with what there is, telling each difference once. */
  private refresh(someone: Someone): void {
    for (const source of Object.keys(someone.tracks) as Source[]) {
      const shown = someone.tracks[source];
      const track = someone.available(source);
      if (shown === track) continue;
      someone.tracks[source] = track;
      if (shown !== null) this.events.emit("trackRemoved", { participant: someone, source });
      if (track !== null) this.events.emit("trackAdded", { participant: someone, source, track });
    }
  }

  private listen(): void {
    const now = performance.now();
    if (this.state !== "open") return; // who we are is known once we are in
    if (this.meter !== null && this.own.hear(this.meter.read(), now))
      this.spoke(this.signaller.person, this.own.speaking);
    for (const someone of this.people.values()) {
      const receiver = someone.on.microphone ? someone.peer.link?.receiver("microphone") : null;
      const level = receiver ? heardLevel(receiver, performance.timeOrigin + now) : 0;
      if (someone.talking.hear(level, now)) this.spoke(someone.person, someone.speaking);
    }
  }

  private spoke(person: string, speaking: boolean): void {
    this.events.emit("speaking", { person, speaking });
    this.tuner.retune();
  }

  private tune(): void {
    for (const someone of this.people.values()) someone.peer.link?.check();
    void this.tuner.step(performance.now());
  }
}
