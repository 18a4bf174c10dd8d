/** A participant as the mesh keeps them: what the port shows of them, and what only the mesh needs to know. */

import type { Peer } from "./peer";
import type { LinkState, Participant, Source } from "./port";
import type { Sample } from "./stats";
import { Talking } from "./voice";
import type { Wanted } from "./wants";

export const NOTHING: Wanted = { camera: "none", screen: "none" };

export class Someone implements Participant {
  link: LinkState = "connecting";
  readonly tracks: Record<Source, MediaStreamTrack | null> = { microphone: null, camera: null, screen: null };
  on: Record<Source, boolean> = { microphone: false, camera: false, screen: false };
  readonly talking = new Talking();
  /** What they want of us, and what we want of them. */
  theirWant: Wanted = NOTHING;
  ourWant: Wanted = NOTHING;
  sample: Sample | null = null;
  /** Share of their packets that didn't reach us lately. */
  loss: number | null = null;

  constructor(
    readonly person: string,
    readonly peer: Peer,
  ) {}

  get speaking(): boolean {
    return this.talking.speaking;
  }

  get level(): number {
    return this.talking.level;
  }

  get spokeAt(): number | null {
    return this.talking.spokeAt;
  }

  /** The tracks there should be to play or show now. */
  available(source: Source): MediaStreamTrack | null {
    const link = this.peer.link;
    if (link?.connected !== true || !this.on[source]) return null;
    if (source !== "microphone" && this.ourWant[source] === "none") return null;
    return link.received(source);
  }
}
