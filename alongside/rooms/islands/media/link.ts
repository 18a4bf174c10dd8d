/**
 * One WebRTC link to one person, from its opening to its end. It is never revived: who needs another makes another.
 *
 * Every link has the same four lines from its first description on: microphone, camera, screen, notes. Turning a
 * camera on or off replaces a sender's track and negotiates nothing; who is muted has a sender without a track, which
 * costs nothing. What still negotiates (an ICE restart) does so by perfect negotiation, the opener being polite.
 */

import { preferLightCodecs } from "./codecs";
import { type Encoding, type LinkOptions, PATIENCE, type Role, SOURCES } from "./link_options";
import type { Source } from "./port";
import { withSpeech } from "./sdp";
import { type LinkName, type Note, readNote, type Signal } from "./signals";

export class Link {
  readonly name: LinkName;
  readonly role: Role;
  readonly pc: RTCPeerConnection;
  answered = false;
  connected = false;
  closed = false;
  private transceivers: Partial<Record<Source, RTCRtpTransceiver>> = {};
  private notes: RTCDataChannel | null = null;
  private makingOffer = false;
  private settingAnswer = false;
  private ignoring = false;
  private incoming: Promise<void> = Promise.resolve();
  private candidates: RTCIceCandidateInit[] = [];
  private gathering: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setTimeout> | undefined;
  private readonly giveUpAt: number;
  private readonly encodings = new Map<Source, string>();
  private readonly voiceAndFace = new MediaStream();

  constructor(private readonly o: LinkOptions) {
    this.name = o.name;
    this.role = o.role;
    this.giveUpAt = performance.now() + PATIENCE.opening * o.patience;
    this.pc = o.makePeer();
    this.pc.onicecandidate = (event) => this.gather(event.candidate);
    this.pc.onnegotiationneeded = () => void this.offer();
    this.pc.onconnectionstatechange = () => this.pathChanged();
    this.pc.oniceconnectionstatechange = () => this.progress();
    this.pc.onsignalingstatechange = () => this.progress();
    this.progress();
    if (o.role === "opens") this.lay();
  }

  /** The track we receive from them, live or silent. */
  received(source: Source): MediaStreamTrack | null {
    return this.transceivers[source]?.receiver.track ?? null;
  }

  receiver(source: Source): RTCRtpReceiver | null {
    return this.transceivers[source]?.receiver ?? null;
  }

  async setTrack(source: Source, track: MediaStreamTrack | null): Promise<void> {
    const sender = this.transceivers[source]?.sender;
    if (this.closed || sender === undefined || sender.track === track) return;
    await sender.replaceTrack(track);
  }

  /** Limits of what we send to them. Applied only when they differ from what applies already. */
  async encode(source: Source, encoding: Encoding): Promise<void> {
    const sender = this.transceivers[source]?.sender;
    const asked = JSON.stringify(encoding);
    if (this.closed || sender === undefined || this.encodings.get(source) === asked) return;
    const parameters = sender.getParameters();
    const first = parameters.encodings?.[0];
    if (first === undefined) return;
    this.encodings.set(source, asked);
    Object.assign(first, encoding);
    if (source === "microphone") Object.assign(first, { priority: "high", networkPriority: "high" });
    if (source === "screen") parameters.degradationPreference = "maintain-resolution";
    try {
      await sender.setParameters(parameters);
    } catch {
      this.encodings.delete(source); // a negotiation came between reading and setting; the next round sets it
    }
  }

  tell(note: Note): void {
    if (this.notes?.readyState === "open") this.notes.send(JSON.stringify(note));
  }

  /** A description or candidates from them. Taken in order; what is out of place is dropped. */
  receive(signal: Extract<Signal, { m: "offer" | "answer" | "ice" }>): void {
    this.incoming = this.incoming.then(async () => {
      if (this.closed) return;
      try {
        if (signal.m === "ice") await this.addCandidates(signal.list);
        else await this.describe(signal.m, signal.sdp);
      } catch (error) {
        if (!this.closed) this.fail(`${signal.m}: ${String(error)}`);
      }
    });
  }

  /** Look for another path between the two of us, keeping the link. */
  restart(): void {
    if (!this.closed) this.pc.restartIce();
  }

  /** A connection that ended without a word (a crash of the browser's network process) is noticed here. */
  check(): void {
    const silent = this.pc.connectionState === "closed" || this.notes?.readyState === "closed";
    if (this.connected && silent) this.fail("it ended without a word");
  }

  close(): void {
    if (this.closed) return;
    this.tell({ n: "bye" });
    this.end();
  }

  private end(): void {
    this.closed = true;
    this.connected = false;
    clearTimeout(this.watch);
    clearTimeout(this.gathering);
    if (this.notes !== null) this.notes.onclose = this.notes.onopen = this.notes.onmessage = null;
    this.pc.onconnectionstatechange = this.pc.onicecandidate = this.pc.onnegotiationneeded = null;
    this.pc.close();
  }

  private fail(why: string): void {
    if (this.closed) return;
    this.end();
    this.o.broken(why);
  }

  private lay(): void {
    this.openNotes();
    for (const source of SOURCES) {
      const kind = source === "microphone" ? "audio" : "video";
      const streams = source === "screen" ? [] : [this.voiceAndFace]; // one stream: lips and voice stay together
      this.adopt(source, this.pc.addTransceiver(kind, { direction: "sendrecv", streams }));
    }
  }

  private adoptOffered(): void {
    const [microphone, camera, screen] = this.pc.getTransceivers();
    if (microphone === undefined || camera === undefined || screen === undefined)
      throw new Error("an opening offer has three lines of media");
    for (const [source, transceiver] of Object.entries({ microphone, camera, screen }) as [
      Source,
      RTCRtpTransceiver,
    ][]) {
      if (source !== "screen") transceiver.sender.setStreams?.(this.voiceAndFace);
      transceiver.direction = "sendrecv";
      this.adopt(source, transceiver);
    }
    this.openNotes();
  }

  private adopt(source: Source, transceiver: RTCRtpTransceiver): void {
    this.transceivers[source] = transceiver;
    if (source !== "microphone") preferLightCodecs(transceiver);
    const track = this.o.tracks[source];
    if (track !== null) void transceiver.sender.replaceTrack(track);
  }

  private openNotes(): void {
    const channel = this.pc.createDataChannel("notes", { negotiated: true, id: 0 });
    this.notes = channel;
    channel.onopen = () => this.pathChanged();
    channel.onmessage = (event: MessageEvent<unknown>) => {
      const note = readNote(event.data);
      if (note !== null) this.o.note(note);
    };
    channel.onclose = () => this.fail("they closed it");
  }

  private async offer(): Promise<void> {
    if (this.role === "answers" && !this.answered) return; // the opening offer is theirs
    try {
      this.makingOffer = true;
      await this.pc.setLocalDescription();
      if (!this.closed) this.sendDescription();
    } catch (error) {
      if (!this.closed) this.fail(`offer: ${String(error)}`);
    } finally {
      this.makingOffer = false;
    }
  }

  private sendDescription(): void {
    const description = this.pc.localDescription;
    if (description !== null)
      this.o.send({ m: description.type as "offer" | "answer", sdp: description.sdp });
  }

  private async describe(type: "offer" | "answer", sdp: string): Promise<void> {
    const stable = this.pc.signalingState === "stable" || this.settingAnswer;
    if (type === "answer") {
      if (this.pc.signalingState !== "have-local-offer") return;
    } else {
      const collision = this.makingOffer || !stable;
      this.ignoring = collision && this.role === "answers";
      if (this.ignoring) return;
    }
    this.settingAnswer = type === "answer";
    try {
      await this.pc.setRemoteDescription({ type, sdp: withSpeech(sdp) }); // rolls our own offer back if it must
    } finally {
      this.settingAnswer = false;
    }
    if (this.closed) return;
    if (type === "offer") {
      if (this.transceivers.microphone === undefined) this.adoptOffered();
      await this.pc.setLocalDescription();
      this.answered = true;
      if (!this.closed) this.sendDescription();
    }
    this.answered = true;
    this.encodings.clear(); // a negotiation may have reset what was set before it
  }

  private async addCandidates(list: readonly RTCIceCandidateInit[]): Promise<void> {
    for (const candidate of list) {
      try {
        await this.pc.addIceCandidate(candidate);
      } catch {
        // of an offer we ignored, or of no use here: a path needs only one that is; without any the watchdog acts
      }
    }
  }

  private gather(candidate: RTCIceCandidate | null): void {
    if (candidate !== null && candidate.candidate !== "") this.candidates.push(candidate.toJSON());
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      if (this.closed || this.candidates.length === 0) return;
      this.o.send({ m: "ice", list: this.candidates.splice(0) });
    }, PATIENCE.gather);
  }

  private pathChanged(): void {
    if (this.closed) return;
    const path = this.pc.connectionState;
    if (path === "connected" && this.notes?.readyState === "open") {
      clearTimeout(this.watch);
      const first = !this.connected;
      this.connected = true;
      if (first) this.o.connected();
    } else if (path === "disconnected") {
      this.after(PATIENCE.shaky, () => this.findPath());
    } else if (path === "failed") {
      this.findPath();
    } else {
      this.progress();
    }
  }

  private findPath(): void {
    this.restart();
    this.after(PATIENCE.stalled, () => this.fail("the path was lost"));
  }

  /** While a link opens, every step it takes renews the patience with it, up to a limit. */
  private progress(): void {
    if (this.closed || this.connected) return;
    const left = Math.min(PATIENCE.stalled * this.o.patience, Math.max(0, this.giveUpAt - performance.now()));
    this.after(left, () => this.fail("not connected in time"));
  }

  private after(milliseconds: number, act: () => void): void {
    clearTimeout(this.watch);
    const extra = this.role === "answers" ? PATIENCE.answererExtra : 0;
    this.watch = setTimeout(() => {
      if (!this.closed) act();
    }, milliseconds + extra);
  }
}
