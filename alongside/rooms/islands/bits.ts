/** Small pieces of markup and the one way in which the room's elements ask for something. */

import { html, nothing, type TemplateResult } from "lit";
import type { Fields } from "../../../islands/post";
import type { Card } from "./types";

/** The pebble or picture of a card; hidden from screen readers, since the name stands beside it. */
export function faceOf(
  card: Pick<Card, "hue" | "shape" | "initials" | "picture">,
  size: "" | "small" | "large" | "huge" = "",
  here = false,
): TemplateResult {
  const inside = card.picture
    ? html`<img src=${card.picture} alt="" width="104" height="104" decoding="async">`
    : card.initials;
  return html`<span class="face ${size} ${here ? "here" : ""}" data-hue=${card.hue} data-shape=${card.shape} aria-hidden="true">${inside}</span>`;
}

/** A display name that stands by itself. */
export function nameMark(name: string): TemplateResult {
  return html`<bdi class="who">${name}</bdi>`;
}

export function pronounsMark(card: Card): TemplateResult | typeof nothing {
  return card.pronouns ? html` <small class="soft">${card.pronouns}</small>` : nothing;
}

/** What a person asks of the room. `post` goes to the server; the rest is for this page (media, panel, dialogs). */
export interface Ask {
  readonly verb: string;
  readonly fields: Fields;
  /** What to do with the answer's data when it went through. */
  readonly then?: (data: unknown) => void;
}

export const ASK = "room-ask";

/** Asks the element around (al-room, al-planner) for a post to `/sessions/<meeting>/<verb>`. */
export function ask(from: HTMLElement, verb: string, fields: Fields = {}, then?: Ask["then"]): void {
  const detail: Ask = then ? { verb, fields, then } : { verb, fields };
  from.dispatchEvent(new CustomEvent<Ask>(ASK, { bubbles: true, detail }));
}

export type Wish =
  | { readonly kind: "microphone" | "camera" | "screen" | "panel" | "plan" | "unread" | "leave" }
  | { readonly kind: "keys"; readonly rest: boolean }
  | { readonly kind: "tab"; readonly tab: "prompt" | "chat" | "people" | "breakouts" }
  | { readonly kind: "say"; readonly words: string }
  | { readonly kind: "dismiss"; readonly what: string }
  | { readonly kind: "device"; readonly device: "microphone" | "camera" | "speaker"; readonly id: string }
  | { readonly kind: "self-view"; readonly hidden: boolean };

export const WISH = "room-wish";

/** Asks the element around for something that happens in this page only. */
export function wish(from: HTMLElement, detail: Wish): void {
  from.dispatchEvent(new CustomEvent<Wish>(WISH, { bubbles: true, detail }));
}

/** Opens the dialog that a button names, and closes one from inside it; focus returns by itself. */
export function openDialog(root: HTMLElement, selector: string): void {
  const dialog = root.querySelector<HTMLDialogElement>(selector);
  if (dialog && !dialog.open) dialog.showModal();
}

export function closeDialog(event: Event): void {
  const { target } = event;
  if (target instanceof Element) target.closest("dialog")?.close();
}
