/** For tests only: connections that follow the signalling states of WebRTC without a network, and a gateway between pages. */

import { vi } from "vitest";
import type { MeshEngine } from "./engine";
import type { Link } from "./link";
import { MeshRoom } from "./mesh";
import { Openings } from "./openings";
import { Peer, type PeerHost } from "./peer";
import type { PeerAddress, Signal, Signaller, SignallerEvents } from "./signals";

class FakeChannel {
  readyState = "connecting";
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  other: FakeChannel | null = null;

  send(data: string): void {
    this.other?.onmessage?.({ data });
  }
}

class FakeTransceiver {
  sender = {
    track: null as MediaStreamTrack | null,
    replaceTrack: vi.fn(async (track: MediaStreamTrack | null) => {
      this.sender.track = track;
    }),
    setStreams: () => undefined,
    getParameters: () => ({ encodings: [{}] }),
    setParameters: vi.fn(async (_: unknown) => undefined),
  };
  receiver: { track: MediaStreamTrack };
  direction = "sendrecv";
  constructor(kind: string) {
    this.receiver = { track: { kind } as MediaStreamTrack };
  }
}

/** A path between two of these exists when each has the other's description, unless `blocked`. */
export class FakePc {
  static all: FakePc[] = [];
  static blocked = false;
  signalingState = "stable";
  connectionState = "new";
  iceConnectionState = "new";
  localDescription: { type: string; sdp: string } | null = null;
  remote: FakePc | null = null;
  transceivers: FakeTransceiver[] = [];
  channel: FakeChannel | null = null;
  onicecandidate: unknown = null;
  onnegotiationneeded: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  oniceconnectionstatechange: (() => void) | null = null;
  onsignalingstatechange: (() => void) | null = null;
  restarts = 0;
  private readonly id = FakePc.all.push(this) - 1;

  addTransceiver(kind: string): FakeTransceiver {
    const transceiver = new FakeTransceiver(kind);
    this.transceivers.push(transceiver);
    if (this.transceivers.length === 1) queueMicrotask(() => this.onnegotiationneeded?.());
    return transceiver;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  createDataChannel(): FakeChannel {
    this.channel = new FakeChannel();
    return this.channel;
  }

  async setLocalDescription(): Promise<void> {
    const type = this.signalingState === "have-remote-offer" ? "answer" : "offer";
    this.signalingState = type === "answer" ? "stable" : "have-local-offer";
    this.localDescription = { type, sdp: `pc ${this.id}` };
    if (type === "answer") this.settle();
  }

  async setRemoteDescription({ type, sdp }: { type: string; sdp: string }): Promise<void> {
    if (type === "answer" && this.signalingState !== "have-local-offer")
      throw new Error("no offer to answer");
    this.remote = FakePc.all[Number(sdp.split(" ")[1])] ?? null;
    if (type === "offer") {
      this.signalingState = "have-remote-offer";
      while (this.transceivers.length < 3) this.transceivers.push(new FakeTransceiver("media"));
    } else {
      this.signalingState = "stable";
      this.settle();
    }
  }

  async addIceCandidate(): Promise<void> {}
  async getStats(): Promise<Map<string, unknown>> {
    return new Map();
  }

  restartIce(): void {
    this.restarts += 1;
    queueMicrotask(() => this.onnegotiationneeded?.());
  }

  become(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  close(): void {
    if (this.connectionState === "closed") return;
    this.connectionState = "closed";
    this.signalingState = "closed";
    const other = this.channel?.other;
    if (other && other.readyState === "open") {
      other.readyState = "closed";
      queueMicrotask(() => other.onclose?.());
    }
  }

  private settle(): void {
    const other = this.remote;
    if (FakePc.blocked || other === null || other.signalingState !== "stable" || other.remote !== this)
      return;
    for (const [one, two] of [
      [this, other],
      [other, this],
    ] as const) {
      if (one.connectionState === "connected" || one.channel === null || two.channel === null) continue;
      one.channel.other = two.channel;
      one.channel.readyState = "open";
      one.become("connected");
    }
  }
}

/** One room of the gateway: everyone on it, signals handed over in order, a moment later. */
export class FakeGateway {
  readonly members = new Map<string, { conn: string; events: SignallerEvents }>();
  readonly said: { from: string; to: string; signal: Signal }[] = [];
  lose: (signal: Signal) => boolean = () => false;
  private conns = 0;

  signaller(person: string): Signaller {
    return {
      person,
      join: async (events) => this.enter(person, events),
      leave: () => this.exit(person),
      send: (to, signal) => this.relay(person, to, signal),
    };
  }

  enter(person: string, events: SignallerEvents): void {
    const conn = `c${++this.conns}`;
    this.members.set(person, { conn, events });
    events.present([...this.members].map(([name, member]) => ({ person: name, conn: member.conn })));
    this.others(person, (other) => other.arrived({ person, conn }));
  }

  exit(person: string): void {
    const member = this.members.get(person);
    this.members.delete(person);
    if (member) this.others(person, (other) => other.departed({ person, conn: member.conn }));
  }

  /** Their socket drops and comes back, with another connection. */
  reconnect(person: string): void {
    const events = this.members.get(person)?.events;
    this.exit(person);
    if (events) this.enter(person, events);
  }

  private relay(from: string, to: string, signal: Signal): void {
    this.said.push({ from, to, signal });
    const conn = this.members.get(from)?.conn ?? "";
    if (this.lose(signal)) return;
    queueMicrotask(() => this.members.get(to)?.events.signal({ person: from, conn }, signal));
  }

  private others(person: string, tell: (events: SignallerEvents, who: PeerAddress) => void): void {
    for (const [name, { conn, events }] of this.members)
      if (name !== person) tell(events, { person: name, conn });
  }
}

const meter = { read: () => 0, close: () => undefined };
let pages = 0;

/** What a browser gives a page, in which each page is another. */
export function engine(seen: (configuration: RTCConfiguration) => void = () => undefined): MeshEngine {
  return {
    makePeer: (configuration) => {
      seen(configuration);
      return new FakePc() as unknown as RTCPeerConnection;
    },
    makeMeter: () => meter,
    instance: () => `page-${++pages}`,
    held: { room: null },
  };
}

/** A mesh of one page, entered into the gateway's room by `connect`. */
export function page(gateway: FakeGateway, person: string, own = engine()): MeshRoom {
  return new MeshRoom("hall", gateway.signaller(person), own);
}

/** A peer alone, whose signals are kept. */
export function loose(instance: string): { peer: Peer; sent: Signal[]; events: string[] } {
  const sent: Signal[] = [];
  const events: string[] = [];
  const tracks = { microphone: null, camera: null, screen: null };
  const host: PeerHost = {
    instance,
    openings: new Openings(4),
    send: (_, signal) => sent.push(signal),
    linkOptions: () => ({ makePeer: () => new FakePc() as unknown as RTCPeerConnection, tracks }),
    linkUp: () => events.push("up"),
    linkDown: (_, why) => events.push(`down: ${why}`),
    note: () => undefined,
    lost: () => events.push("lost"),
    failing: (_, times) => events.push(`failing ${times}`),
  };
  return { peer: new Peer("them", "c1", host), sent, events };
}

export function pcOf(link: Link | null): FakePc {
  return link?.pc as unknown as FakePc;
}
