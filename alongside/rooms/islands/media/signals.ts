/**
 * What two browsers tell each other: over the gateway until their link stands (`Signal`), then over the link (`Note`).
 * Both come from another person's machine, so both are read with suspicion: anything malformed is null.
 */

import type { Source } from "./port";

export type Want = "none" | "low" | "high";

/** A link is named by who opened it (their page's random id) and a number that only grows; stale names are ignored. */
export interface LinkName {
  readonly by: string;
  readonly n: number;
}

export type Signal =
  | { readonly m: "offer" | "answer"; readonly inst: string; readonly link: LinkName; readonly sdp: string }
  | {
      readonly m: "ice";
      readonly inst: string;
      readonly link: LinkName;
      readonly list: RTCIceCandidateInit[];
    }
  /** "My connection to the gateway came back; I still hold this link." */
  | { readonly m: "still"; readonly inst: string; readonly link: LinkName }
  /** "Please open a new link: I have none that works." `link`: the one given up, if any. */
  | { readonly m: "again"; readonly inst: string; readonly link: LinkName | null }
  | { readonly m: "bye"; readonly inst: string; readonly link: LinkName };

export type Note =
  | { readonly n: "on"; readonly on: Record<Source, boolean> }
  | { readonly n: "want"; readonly camera: Want; readonly screen: Want }
  | { readonly n: "bye" };

export interface PeerAddress {
  readonly person: string;
  readonly conn: string;
}

export interface SignallerEvents {
  /** Everyone on the topic at the moment we joined it (again): we are the newcomer to all of them. */
  present(people: readonly PeerAddress[]): void;
  arrived(peer: PeerAddress): void;
  departed(peer: PeerAddress): void;
  signal(from: PeerAddress, data: unknown): void;
  gone(reason: "revoked" | "elsewhere" | "ended"): void;
}

/** The room's topic on the live socket, as far as media needs it. `live_signaller.ts` makes one from the socket. */
export interface Signaller {
  /** Our own person, known once joined. */
  readonly person: string;
  /** Join the topic; resolves when we are on it (`present` may come before or after). Rejects when refused. */
  join(events: SignallerEvents): Promise<void>;
  leave(): void;
  /** Hand to the gateway now, or drop: a link that needed it will be asked for again. */
  send(to: string, data: Signal): void;
}

const SDP_LIMIT = 60_000;
const LIST_LIMIT = 100;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readName(value: unknown): LinkName | null {
  if (!isRecord(value) || typeof value.by !== "string" || value.by.length > 64) return null;
  return Number.isSafeInteger(value.n) ? { by: value.by, n: value.n as number } : null;
}

function isCandidate(value: unknown): value is RTCIceCandidateInit {
  return isRecord(value) && typeof value.candidate === "string" && value.candidate.length < 1000;
}

export function readSignal(value: unknown): Signal | null {
  if (!isRecord(value) || typeof value.inst !== "string" || value.inst.length > 64) return null;
  const inst = value.inst;
  const link = readName(value.link);
  if (value.m === "again") return { m: "again", inst, link };
  if (link === null) return null;
  switch (value.m) {
    case "offer":
    case "answer":
      return typeof value.sdp === "string" && value.sdp.length < SDP_LIMIT
        ? { m: value.m, inst, link, sdp: value.sdp }
        : null;
    case "ice":
      return Array.isArray(value.list) && value.list.length <= LIST_LIMIT && value.list.every(isCandidate)
        ? { m: "ice", inst, link, list: value.list }
        : null;
    case "still":
    case "bye":
      return { m: value.m, inst, link };
    default:
      return null;
  }
}

const WANTS: readonly unknown[] = ["none", "low", "high"];

export function readNote(text: unknown): Note | null {
  if (typeof text !== "string" || text.length > 500) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  if (value.n === "bye") return { n: "bye" };
  if (value.n === "want" && WANTS.includes(value.camera) && WANTS.includes(value.screen))
    return { n: "want", camera: value.camera as Want, screen: value.screen as Want };
  if (value.n === "on" && isRecord(value.on)) {
    const { microphone, camera, screen } = value.on;
    return {
      n: "on",
      on: { microphone: microphone === true, camera: camera === true, screen: screen === true },
    };
  }
  return null;
}

export function sameLink(a: LinkName | null, b: LinkName | null): boolean {
  return a !== null && b !== null && a.by === b.by && a.n === b.n;
}
