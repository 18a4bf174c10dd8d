// Naming someone in a message: what stands after an @ is looked up among those who take part, and completed.
// Without markup: <al-composer> draws the list and hands over the keys.

import { fetchJson } from "./conversation_fetch";
import type { Named } from "./conversation_unsent";

/** The @word at the caret: where it begins, and what stands after the @. */
export interface Asked {
  readonly from: number;
  readonly query: string;
}

const LONGEST_NAME = 40;
const PAUSE_MS = 150;

/** The mention that is being written before `caret`, if there is one. */
export function asked(text: string, caret: number): Asked | null {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf("@");
  if (from < 0 || caret - from > LONGEST_NAME) return null;
  if (from > 0 && /[\p{L}\p{N}_.@]/u.test(before[from - 1] ?? "")) return null; // an address, not a name
  const query = before.slice(from + 1);
  return /^[^\n@]*$/u.test(query) && !query.startsWith(" ") ? { from, query } : null;
}

/** Of those who were chosen, the ones whose names still stand in the words, each once. */
export function stillNamed(body: string, chosen: readonly Named[]): readonly Named[] {
  const lower = body.toLowerCase();
  const found = new Map<string, Named>();
  for (const one of chosen) if (lower.includes(`@${one.name.toLowerCase()}`)) found.set(one.id, one);
  return [...found.values()];
}

export class Mentions {
  people: readonly Named[] = [];
  chosen: readonly Named[] = [];
  /** Which of `people` Enter would take. */
  at = 0;
  private now: Asked | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly known = new Map<string, readonly Named[]>();

  constructor(
    private readonly url: () => string,
    private readonly changed: () => void,
  ) {}

  get isOpen(): boolean {
    return this.people.length > 0;
  }

  /** The words or the caret changed. */
  look(text: string, caret: number): void {
    clearTimeout(this.timer);
    this.now = asked(text, caret);
    const query = this.now?.query.toLowerCase();
    const known = query === undefined ? [] : this.known.get(query);
    if (known) this.show(known);
    else if (query !== undefined) this.timer = setTimeout(() => void this.ask(query), PAUSE_MS);
  }

  move(step: number): void {
    this.at = (this.at + step + this.people.length) % this.people.length;
    this.changed();
  }

  /** The words with the chosen name in them, and the caret behind it. */
  take(text: string, who: Named): { readonly text: string; readonly caret: number } {
    const from = this.now?.from ?? text.length;
    const end = from + 1 + (this.now?.query.length ?? 0);
    const name = `@${who.name} `;
    this.chosen = [...this.chosen.filter((one) => one.id !== who.id), who];
    this.close();
    return {
      text: text.slice(0, from) + name + text.slice(end).replace(/^ /, ""),
      caret: from + name.length,
    };
  }

  close(): void {
    clearTimeout(this.timer);
    this.now = null;
    this.show([]);
  }

  private show(people: readonly Named[]): void {
    if (!people.length && !this.people.length) return;
    this.people = people;
    this.at = 0;
    this.changed();
  }

  private async ask(query: string): Promise<void> {
    try {
      const answer = await fetchJson<{ people: readonly Named[] }>(
        `${this.url()}?q=${encodeURIComponent(query)}`,
      );
      this.known.set(query, answer.people);
      if (this.now?.query.toLowerCase() === query) this.show(answer.people);
    } catch {
      this.show([]); // without a connection a name is only words
    }
  }

  /** Whether the key was for the list: arrows choose, Enter and Tab take, Escape closes. */
  pressed(event: KeyboardEvent, take: (who: Named) => void): boolean {
    if (!this.isOpen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const who = this.people[this.at];
    if (step) this.move(step);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && who && !event.shiftKey) take(who);
    else return false;
    return true;
  }
}
