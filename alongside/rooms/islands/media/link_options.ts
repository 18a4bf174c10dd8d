/** What a link is made of and how patient it is. */

import type { Source } from "./port";
import type { LinkName, Note } from "./signals";

export type Role = "opens" | "answers";
export type Tracks = Readonly<Record<Source, MediaStreamTrack | null>>;
export const SOURCES: readonly Source[] = ["microphone", "camera", "screen"];

/** Milliseconds. The answerer waits longer than the opener everywhere, so that one of them acts. */
export const PATIENCE = {
  /** Without any progress, a link that isn't connected is given up … */
  stalled: 5_000,
  /** … and in any case after this long. */
  opening: 15_000,
  answererExtra: 1_500,
  /** A link that lost its path gets this long to find it again before we look for another path. */
  shaky: 1_500,
  /** Candidates found within this time travel in one signal. */
  gather: 50,
} as const;

export interface Encoding {
  readonly active: boolean;
  readonly maxBitrate: number;
  readonly maxFramerate?: number;
  readonly scaleResolutionDownBy?: number;
}

export interface LinkOptions {
  readonly name: LinkName;
  readonly role: Role;
  readonly makePeer: () => RTCPeerConnection;
  readonly tracks: Tracks;
  /** How much longer than usual to be patient: 1 at first, more after failures, which may mean a slow machine. */
  readonly patience: number;
  readonly send: (part: Outgoing) => void;
  readonly connected: () => void;
  /** It doesn't work and won't: said once. The link is closed already. */
  readonly broken: (why: string) => void;
  readonly note: (note: Note) => void;
}
export type Outgoing =
  | { readonly m: "offer" | "answer"; readonly sdp: string }
  | { readonly m: "ice"; readonly list: RTCIceCandidateInit[] };
