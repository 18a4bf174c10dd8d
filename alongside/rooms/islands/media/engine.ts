/** What a mesh takes from the browser it runs in. */

import type { MeshRoom } from "./mesh";
import { LevelMeter } from "./voice";

/** What the browser gives; tests give their own. */
export interface MeshEngine {
  makePeer(configuration: RTCConfiguration): RTCPeerConnection;
  makeMeter(track: MediaStreamTrack): Pick<LevelMeter, "read" | "close">;
  instance(): string;
  /** The one mesh this page holds: links of two rooms never live side by side. */
  readonly held: { room: MeshRoom | null };
}

export const BROWSER: MeshEngine = {
  makePeer: (configuration) => new RTCPeerConnection(configuration),
  makeMeter: (track) => new LevelMeter(track),
  instance: () => crypto.randomUUID(),
  held: { room: null },
};
