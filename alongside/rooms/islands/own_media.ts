/**
 * This person's microphone, camera and screen: turned on and off by them alone, and what went wrong in words.
 *
 * Nothing here is asked for before it is wanted: listening needs no permission.
 */

import type { Source } from "./media/port";

/** What went wrong, in sentences: what happened, and what still works or what to do. */
export interface Trouble {
  readonly source: Source;
  readonly words: string;
}

/** How tracks are had; `devices.ts` of the media room gives them. A refusal throws with `words` to show. */
export interface Devices {
  open(source: Source): Promise<MediaStreamTrack>;
  /** True when the person closed the browser's own question (no trouble to tell). */
  wasCancelled(error: unknown): boolean;
  /** The sentence for what was thrown. */
  explain(error: unknown, source: Source): string;
  /** The sentence for a track that ended by itself (unplugged, taken by another program). */
  ended(source: Source): string;
}

export class OwnMedia {
  troubles: readonly Trouble[] = [];
  private readonly tracks: Record<Source, MediaStreamTrack | null> = {
    microphone: null,
    camera: null,
    screen: null,
  };
  private readonly opening = new Set<Source>();

  constructor(
    private readonly devices: Devices,
    private readonly send: (source: Source, track: MediaStreamTrack | null) => Promise<void>,
    private readonly changed: () => void,
    /** A source ended that nobody here turned off. */
    private readonly fell: (source: Source) => void = () => {},
  ) {}

  isOn(source: Source): boolean {
    return this.tracks[source] !== null;
  }

  /**
   * Turns a source on. True when it is on afterwards. `may` is asked once there is something to send, before anyone
   * gets it; who may not says why.
   */
  async turnOn(source: Source, may: () => Promise<boolean> = async () => true): Promise<boolean> {
    if (this.tracks[source]) return true;
    if (this.opening.has(source)) return false;
    this.opening.add(source);
    this.forget(source);
    try {
      const track = await this.devices.open(source);
      if (!(await may())) {
        track.stop();
        return false;
      }
      track.addEventListener("ended", () => void this.lost(source, track));
      this.tracks[source] = track;
      await this.send(source, track);
      return true;
    } catch (error) {
      if (!this.devices.wasCancelled(error)) this.say(source, this.devices.explain(error, source));
      return false;
    } finally {
      this.opening.delete(source);
      this.changed();
    }
  }

  async turnOff(source: Source): Promise<void> {
    const track = this.tracks[source];
    this.tracks[source] = null;
    track?.stop();
    await this.send(source, null);
    this.changed();
  }

  /** Takes another device for a source that is on; the old one goes on until the new one is there. */
  async replace(source: Source): Promise<void> {
    const old = this.tracks[source];
    if (!old) return;
    this.tracks[source] = null;
    if (await this.turnOn(source)) old.stop();
    else this.tracks[source] = old;
    this.changed();
  }

  forget(source: Source): void {
    this.troubles = this.troubles.filter((one) => one.source !== source);
  }

  private say(source: Source, words: string): void {
    this.forget(source);
    this.troubles = [...this.troubles, { source, words }];
  }

  private async lost(source: Source, track: MediaStreamTrack): Promise<void> {
    if (this.tracks[source] !== track) return;
    await this.turnOff(source);
    if (source !== "screen") this.say(source, this.devices.ended(source));
    this.fell(source);
    this.changed();
  }
}
