// Words that outlive the page, the tab and an empty battery: kept on this device, for this person, until they are sent.
// The quick exit and signing out forget them, so does another person who signs in here, and so do thirty days.
//
//   const kept = keptHere(person, "draft", conversation); kept.write({ … }); kept.read(); kept.forget(); kept.watch(() => …)

const PREFIX = "here:";
const DAYS_MS = 30 * 86_400_000;

interface Entry {
  readonly at: number;
  readonly value: unknown;
}

function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // forbidden: what is typed is kept while the page is open
  }
}

function names(): string[] {
  return Object.keys(storage() ?? {}).filter((name) => name.startsWith(PREFIX));
}

function parsed(text: string | null): Entry | null {
  try {
    const entry = JSON.parse(text ?? "null") as Entry | null;
    return typeof entry?.at === "number" ? entry : null;
  } catch {
    return null;
  }
}

/** A place for one thing, or for several under names of their own (`part`). */
export interface Kept<T> {
  read(part?: string): T | null;
  /** False where nothing can be kept: storage is forbidden or full. */
  write(value: T, part?: string): boolean;
  forget(part?: string): void;
  /** Everything kept here, by part. */
  all(): ReadonlyMap<string, T>;
  /** Another window changed something here. Returns the undoing. */
  watch(changed: (part: string) => void): () => void;
}

export function keptHere<T>(person: string, ...place: readonly string[]): Kept<T> {
  const base = `${PREFIX}${[person, ...place].map(encodeURIComponent).join(":")}:`;
  const read = (part: string) => parsed(storage()?.getItem(base + part) ?? null)?.value as T | undefined;
  return {
    read: (part = "") => read(part) ?? null,
    write: (value, part = "") => {
      try {
        const there = storage();
        there?.setItem(base + part, JSON.stringify({ at: Date.now(), value } satisfies Entry));
        return there !== null;
      } catch {
        return false;
      }
    },
    forget: (part = "") => storage()?.removeItem(base + part),
    all: () => {
      const found = new Map<string, T>();
      for (const name of names()) {
        if (!name.startsWith(base)) continue;
        const value = read(name.slice(base.length));
        if (value !== undefined && value !== null) found.set(name.slice(base.length), value);
      }
      return found;
    },
    watch: (changed) => {
      const heard = (event: StorageEvent) => {
        if (event.key?.startsWith(base)) changed(event.key.slice(base.length));
      };
      window.addEventListener("storage", heard);
      return () => window.removeEventListener("storage", heard);
    },
  };
}

/** Forgets everything that is kept here, of everyone. */
export function forgetAll(): void {
  for (const name of names()) storage()?.removeItem(name);
}

/** At page start: what is someone else's or too old goes; so does everything once this person signs out. */
export function start(now: number = Date.now()): void {
  const { person } = document.documentElement.dataset;
  const mine = `${PREFIX}${encodeURIComponent(person ?? "")}:`;
  for (const name of names()) {
    const at = parsed(storage()?.getItem(name) ?? null)?.at ?? 0;
    if ((person && !name.startsWith(mine)) || now - at > DAYS_MS) storage()?.removeItem(name);
  }
  document.addEventListener("submit", (event) => {
    if (isSignOut(event.target)) forgetAll();
  });
}

function isSignOut(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLFormElement && /\/logout\/$/.test(new URL(target.action, location.href).pathname)
  );
}
