// What the service worker decides, apart from the browser: so that it can be tested.

export const OFFLINE_PATH = "/offline/";
/** Leads whoever is signed in to what waits; the same for everyone. */
export const NEWS_PATH = "/news/";
export const NEXT = "alongside-next";
export const OFFLINE = "alongside-offline";
const SHELL_PREFIX = "alongside-shell-";
export const NEXT_PLACE = "<!--next-->";
const NEUTRAL = ["/exit", "/calendar"];
const LONGEST = 200;

export interface Session {
  /** ISO time until which it is worth telling. */
  readonly until: string;
  /** When it is, in the person's language and on their clock. */
  readonly words: string;
}

/** What a page kept of what comes next: no group, no names. */
export interface Next {
  readonly lead: string;
  readonly sessions: readonly Session[];
}

export interface Note {
  readonly title: string;
  readonly body: string;
}

export function shellName(version: string): string {
  return SHELL_PREFIX + version;
}

/** Whether a cache is an earlier version's shell. */
export function isOld(name: string, version: string): boolean {
  return name.startsWith(SHELL_PREFIX) && name !== shellName(version);
}

/** Pages that say nothing of the program: leaving for them forgets, and offline they show nothing of ours. */
export function isLeaving(path: string): boolean {
  return NEUTRAL.some((each) => path === each || path.startsWith(`${each}/`));
}

export function isSigningOut(path: string, method: string): boolean {
  return method === "POST" && path.endsWith("/logout/");
}

function escaped(words: string): string {
  const marks: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return words.slice(0, LONGEST).replace(/[&<>"']/g, (mark) => marks[mark] ?? "");
}

function isNext(kept: unknown): kept is Next {
  const next = kept as Next | null;
  return typeof next?.lead === "string" && Array.isArray(next.sessions);
}

/** The offline page with the next session in it, if one is kept that isn't over. */
export function withNext(page: string, kept: unknown, now: number): string {
  if (!isNext(kept)) return page;
  const coming = kept.sessions.find(
    (each) => typeof each?.words === "string" && Date.parse(String(each.until)) > now,
  );
  if (!coming) return page;
  const told = `<section class="card" id="next"><h2>${escaped(kept.lead)}</h2><p class="lead">${escaped(coming.words)}</p></section>`;
  return page.replace(NEXT_PLACE, () => told);
}

/** What a push says; what can't be read says nothing in particular. */
export function noteOf(data: unknown, fallback: string): Note {
  const said = (data ?? {}) as Partial<Note>;
  const word = (value: unknown) => (typeof value === "string" ? value.slice(0, LONGEST) : "");
  return { title: word(said.title) || fallback, body: word(said.body) };
}
