// A person's pebble, as {% face %} draws it: the same hue, shape and initials (both are held to alongside/ui/tests/faces.json).

import { html, type TemplateResult } from "lit";

export interface Faced {
  /** The person's public id. */
  readonly person: string;
  /** The display name. */
  readonly name: string;
  readonly picture?: string;
}

const HUES = 12;
const SHAPES = 4;
const BEGINS = /[\p{L}\p{N}]/u;

function fnv1a(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}

export function hue(publicId: string): number {
  return fnv1a(publicId) % HUES;
}

export function shape(publicId: string): number {
  return Math.floor(fnv1a(publicId) / HUES) % SHAPES;
}

/** One or two letters: of the first and the second word that begin with a letter or a digit. */
export function initials(name: string): string {
  const letters: string[] = [];
  for (const word of name.split(/\s+/u)) {
    const first = [...word].find((char) => BEGINS.test(char));
    if (first) letters.push([...first.toUpperCase()][0] ?? "");
    if (letters.length === 2) break;
  }
  return letters.join("") || "·";
}

export function face(who: Faced, size: "" | "small" | "large" | "huge" = "", here = false): TemplateResult {
  return html`<span class="face ${size} ${here ? "here" : ""}" data-hue=${hue(who.person)} data-shape=${shape(who.person)}
    aria-hidden="true">${
      who.picture
        ? html`<img src=${who.picture} alt="" width="104" height="104" decoding="async">`
        : initials(who.name)
    }</span>`;
}
