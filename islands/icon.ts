// A Lucide icon of the sprite, as {% icon %} draws it: always beside a word, hidden from screen readers.

import { html, type TemplateResult } from "lit";

export function icon(name: string): TemplateResult {
  const sprite = document.documentElement.dataset.sprite ?? "";
  return html`<svg class="icon" aria-hidden="true"><use href=${`${sprite}#${name}`}></use></svg>`;
}
