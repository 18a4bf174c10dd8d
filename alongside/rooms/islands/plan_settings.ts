/** How to split: minutes, sizes, prompt. Each choice asks for a new proposal at once. */

import { html, type TemplateResult } from "lit";
import { t, tn } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import type { PromptWords } from "./types";

export interface Theme {
  readonly theme: string;
  /** In the page's language. */
  readonly prompts: readonly (PromptWords & { readonly key: string })[];
}

export interface Settings {
  readonly minutes: number;
  readonly low: number;
  readonly high: number;
  /** Key of a prompt of the deck, or empty for none. */
  readonly prompt: string;
}

interface Handlers {
  choose(change: Partial<Settings>): void;
  again(): void;
}

const MINUTES = [5, 8, 10, 12, 15, 20, 25, 30];
const SIZES: readonly (readonly [number, number])[] = [
  [2, 2],
  [2, 3],
  [3, 3],
  [3, 4],
  [4, 4],
  [4, 5],
  [5, 5],
  [5, 6],
];

/** Rooms of about three, so that there are at least two of them: every count from four on can be seated like this. */
export function usualSize(people: number): Pick<Settings, "low" | "high"> {
  if (people < 6) return { low: 2, high: 3 };
  return people % 3 === 0 ? { low: 3, high: 3 } : { low: 3, high: 4 };
}

const chosen = (event: Event) => (event.target as HTMLSelectElement).value;

export function settingsForm(
  settings: Settings,
  deck: readonly Theme[],
  isBusy: boolean,
  handlers: Handlers,
): TemplateResult {
  const { minutes, low, high, prompt } = settings;
  const times = MINUTES.includes(minutes) ? MINUTES : [...MINUTES, minutes].sort((a, b) => a - b);
  const isKnown = SIZES.some(([least, most]) => least === low && most === high);
  const sizes = isKnown ? SIZES : [...SIZES, [low, high] as const];
  const size = (event: Event) => {
    const [least = low, most = high] = chosen(event).split("-").map(Number);
    handlers.choose({ low: least, high: most });
  };
  return html`<form class="settings" aria-label=${t("How to split")} @submit=${(event: Event) => event.preventDefault()}>
    ${select(
      "plan-minutes",
      t("Minutes"),
      (event) => handlers.choose({ minutes: Number(chosen(event)) }),
      times.map(
        (count) =>
          html`<option value=${count} ?selected=${count === minutes}>${tn("{count} minute", "{count} minutes", count)}</option>`,
      ),
    )}
    ${select(
      "plan-size",
      t("People in a room"),
      size,
      sizes.map(
        ([least, most]) =>
          html`<option value="${least}-${most}" ?selected=${least === low && most === high}>${sizeWords(least, most)}</option>`,
      ),
    )}
    ${select(
      "plan-prompt",
      t("Prompt"),
      (event) => handlers.choose({ prompt: chosen(event) }),
      html`<option value="" ?selected=${prompt === ""}>${t("No prompt")}</option>${deck.map(
        (theme) =>
          html`<optgroup label=${theme.theme}>${theme.prompts.map((one) => html`<option value=${one.key} ?selected=${one.key === prompt}>${one.title}</option>`)}</optgroup>`,
      )}`,
    )}
    <button class="button" type="button" ?disabled=${isBusy} @click=${handlers.again}>${icon("refresh-cw")}${t("Look again")}</button>
  </form>`;
}

function select(id: string, label: string, change: (event: Event) => void, options: unknown): TemplateResult {
  return html`<div class="field"><label for=${id}>${label}</label><div class="select"><select class="input" id=${id} @change=${change}>${options}</select>${icon("chevron-down")}</div></div>`;
}

function sizeWords(low: number, high: number): string {
  return low === high
    ? tn("{count} person", "{count} people", low)
    : t("{low} to {high} people", { low, high });
}
