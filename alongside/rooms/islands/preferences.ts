/** What this browser remembers for one person: how they go in (for this tab), and whether single keys rest. */

export interface EntryChoice {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly hideSelf: boolean;
}

const NOTHING: EntryChoice = { microphone: false, camera: false, hideSelf: false };
const KEYS = "al:keys-rest";

function read<T>(storage: () => Storage, name: string): T | null {
  try {
    return JSON.parse(storage().getItem(name) ?? "null") as T | null;
  } catch {
    return null; // storage may be forbidden, or hold what we didn't write
  }
}

function write(storage: () => Storage, name: string, value: unknown): void {
  try {
    storage().setItem(name, JSON.stringify(value));
  } catch {
    // then it lasts as long as the page
  }
}

const entry = (base: string) => `al:entry:${base}`;
const tab = () => sessionStorage;
const browser = () => localStorage;

/** What was chosen in the green room; nothing is on that wasn't chosen. */
export function entryChoice(base: string): EntryChoice {
  return { ...NOTHING, ...read<Partial<EntryChoice>>(tab, entry(base)) };
}

export function keepEntryChoice(base: string, choice: EntryChoice): void {
  write(tab, entry(base), choice);
}

/** Goes for this visit. */
export function keepHideSelf(base: string, hideSelf: boolean): void {
  write(tab, entry(base), { ...entryChoice(base), hideSelf });
}

export function keysRest(): boolean {
  return read<boolean>(browser, KEYS) === true;
}

export function keepKeysRest(rest: boolean): void {
  write(browser, KEYS, rest);
}
