/**
 * <al-sounds>: the voices of a room. Nothing to see; one <audio> for each person who is heard.
 *
 *   .tracks   Map<person, MediaStreamTrack>
 *   .speaker  string        id of the output chosen, empty for the usual one
 *
 * Browsers hold sound back on a page nobody has touched: `sound-held` (detail: boolean) says so, `play()` lets it go.
 */

import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { LightElement } from "../../../islands/light_element";
import { streamOf } from "./tiles";

type Output = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void>; sinkId?: string };

export class Sounds extends LightElement {
  static override properties = { tracks: { attribute: false }, speaker: {} };

  tracks: ReadonlyMap<string, MediaStreamTrack> = new Map();
  speaker = "";

  /** To be called from a click or a key. */
  async play(): Promise<void> {
    let held = false;
    for (const audio of this.querySelectorAll<Output>("audio")) {
      if (this.speaker !== (audio.sinkId ?? "")) await audio.setSinkId?.(this.speaker).catch(() => undefined);
      if (!audio.paused) continue;
      try {
        await audio.play();
      } catch (error) {
        if (error instanceof DOMException && error.name === "NotAllowedError") held = true;
      }
    }
    this.dispatchEvent(new CustomEvent("sound-held", { bubbles: true, detail: held }));
  }

  protected override updated(): void {
    void this.play();
  }

  protected override render(): TemplateResult {
    return html`${repeat(
      this.tracks,
      ([person]) => person,
      ([person, track]) => html`<audio data-person=${person} autoplay .srcObject=${streamOf(track)}></audio>`,
    )}`;
  }
}

customElements.define("al-sounds", Sounds);
