/**
 * <al-tiles>: the people of a room, each with a picture or a pebble, and under it their name and how they are here.
 *
 *   .people     Attendee[]                in the order they came
 *   .me         string                    own public id
 *   .seen       Map<person, Seen>         what the media room gives for each
 *   .hands      string[]                  ids of raised hands, in order
 *   .reactions  Map<person, Reaction>     shown for a moment
 *   .hideSelf   boolean                   own picture is not shown to oneself
 *   .label      string                    what the list is called
 *
 *   <ul class="tiles" aria-label="People in the room">
 *     <li><figure class="tile speaking hand" data-hue="3">
 *       <div class="picture"><video> or <span class="face large"></div>
 *       <figcaption><b>Theo</b> <span><svg class="icon">Speaking</span></figcaption>
 *     </figure></li>
 *   </ul>
 *
 * Tells with `tiles-in-view` (detail: ids) whose tiles are on the page, so that only their pictures are sent.
 */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { faceOf, nameMark } from "./bits";
import type { Attendee, Reaction } from "./types";
import { named, place, reactionIcon, reactionWord, roleWord, wayIcon, wayWord } from "./words";

/** What there is of one person to see and hear. */
export interface Seen {
  readonly link: "connecting" | "connected" | "stuck" | "self";
  readonly camera: MediaStreamTrack | null;
  readonly screen: MediaStreamTrack | null;
  readonly microphoneOn: boolean;
  readonly speaking: boolean;
}

export class Tiles extends LightElement {
  static override properties = {
    people: { attribute: false },
    me: {},
    seen: { attribute: false },
    hands: { attribute: false },
    reactions: { attribute: false },
    hideSelf: { type: Boolean },
    label: {},
  };

  people: readonly Attendee[] = [];
  me = "";
  seen: ReadonlyMap<string, Seen> = new Map();
  hands: readonly string[] = [];
  reactions: ReadonlyMap<string, Reaction> = new Map();
  hideSelf = false;
  label = "";

  private watcher: IntersectionObserver | null = null;
  private readonly inView = new Set<string>();
  private readonly watched = new Set<Element>();

  override connectedCallback(): void {
    super.connectedCallback();
    if (!("IntersectionObserver" in window)) return;
    this.watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        const id = (entry.target as HTMLElement).dataset.person ?? "";
        if (entry.isIntersecting) this.inView.add(id);
        else this.inView.delete(id);
      }
      this.dispatchEvent(new CustomEvent("tiles-in-view", { bubbles: true, detail: [...this.inView] }));
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher?.disconnect();
    this.watcher = null;
    this.watched.clear();
    this.inView.clear();
  }

  protected override updated(_changed: PropertyValues): void {
    if (!this.watcher) return;
    const tiles = new Set(this.querySelectorAll("li[data-person]"));
    for (const old of this.watched) {
      if (tiles.has(old)) continue;
      this.watcher.unobserve(old);
      this.watched.delete(old);
      this.inView.delete((old as HTMLElement).dataset.person ?? "");
    }
    for (const tile of tiles) {
      if (this.watched.has(tile)) continue;
      this.watched.add(tile);
      this.watcher.observe(tile);
    }
  }

  protected override render(): TemplateResult {
    const sharer = this.people.find((one) => this.seen.get(one.id)?.screen);
    return html`<ul class="tiles" aria-label=${this.label || t("People in the room")} tabindex="0" data-count=${this.people.length}>
      ${sharer ? this.shared(sharer) : nothing}
      ${repeat(
        this.people,
        (one) => one.id,
        (one) => html`<li data-person=${one.id}>${this.tile(one)}</li>`,
      )}
    </ul>`;
  }

  private shared(one: Attendee): TemplateResult {
    const track = this.seen.get(one.id)?.screen ?? null;
    const words =
      one.id === this.me
        ? t("You are showing your screen")
        : t("{name} shows a screen", { name: named(one.name) });
    return html`<li class="main-tile"><figure class="tile screen" data-hue=${one.hue}>
      <div class="picture">${video(track, "shared")}</div>
      <figcaption><b>${words}</b></figcaption>
    </figure></li>`;
  }

  private tile(one: Attendee): TemplateResult {
    const seen = this.seen.get(one.id);
    const isMe = one.id === this.me;
    const camera = isMe && this.hideSelf ? null : (seen?.camera ?? null);
    const reaction = this.reactions.get(one.id);
    const classes = [
      "tile",
      seen?.speaking ? "speaking" : "",
      this.hands.includes(one.id) ? "hand" : "",
      isMe ? "self" : "",
      reaction ? "reacted" : "",
    ];
    const [mark, words] = this.status(one, seen, reaction);
    return html`<figure class=${classes.filter(Boolean).join(" ")} data-hue=${one.hue}>
      <div class="picture">
        ${camera ? video(camera, isMe ? "mirrored" : "") : faceOf(one, "large")}
        ${reaction ? html`<span class="reaction" aria-hidden="true">${icon(reactionIcon[reaction])}</span>` : nothing}
      </div>
      <figcaption><b>${nameMark(one.name)}${isMe ? html` ${t("(you)")}` : nothing}</b> <span>${icon(mark)}${words}</span></figcaption>
    </figure>`;
  }

  /** Icon and word under the name: the most momentary thing that is true of them. */
  private status(
    one: Attendee,
    seen: Seen | undefined,
    reaction: Reaction | undefined,
  ): readonly [string, string] {
    if (seen?.speaking) return ["audio-lines", t("Speaking")];
    if (reaction) return [reactionIcon[reaction], reactionWord(reaction)];
    const hand = this.hands.indexOf(one.id);
    if (hand >= 0) return ["hand", t("Hand, {place}", { place: place(hand) })];
    if (seen?.link === "stuck") return ["signal-low", t("Connecting again")];
    const role = one.isStaff ? roleWord(one.role) : "";
    if (role) return [seen?.microphoneOn ? "mic" : seen?.camera ? "video" : "mic-off", role];
    return [wayIcon[one.way], wayWord(one.way)];
  }
}

function video(track: MediaStreamTrack | null, kind: "" | "mirrored" | "shared"): TemplateResult {
  return html`<video class=${kind} autoplay playsinline muted .muted=${true} .srcObject=${streamOf(track)} @playing=${plays}></video>`;
}

/** A picture shows once there is one; until then the pebble's wall does. */
function plays(event: Event): void {
  (event.currentTarget as HTMLVideoElement).classList.add("playing");
}

const streams = new WeakMap<MediaStreamTrack, MediaStream>();

/** One stream a track, so that drawing again doesn't restart the picture. */
export function streamOf(track: MediaStreamTrack | null): MediaStream | null {
  if (!track) return null;
  const known = streams.get(track);
  if (known) return known;
  const made = new MediaStream([track]);
  streams.set(track, made);
  return made;
}

customElements.define("al-tiles", Tiles);
