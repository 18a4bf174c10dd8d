// What was typed is never lost: unsent words of forms are kept in this tab until they are sent, and put back after a
// reload, a dropped connection or a sign-in in between. Only in this tab, only for this person; the quick exit forgets them.
//
//   every textarea of a post form, and every input with data-keep; data-keep="no" leaves one out

const PREFIX = "kept:";

type Box = HTMLTextAreaElement | HTMLInputElement;
interface Kept {
  readonly words: string;
  readonly sent: boolean;
}

function keeps(target: EventTarget | Element | null): Box | null {
  if (!(target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement)) return null;
  if (target.dataset.keep === "no" || !target.name || target.form?.method !== "post") return null;
  const isWords = target instanceof HTMLTextAreaElement || target.dataset.keep !== undefined;
  return isWords && target.type !== "password" ? target : null;
}

function nameOf(box: Box): string {
  const person = document.documentElement.dataset.person ?? "";
  const action = box.form?.getAttribute("action") || location.pathname;
  return `${PREFIX}${person}:${location.pathname}:${action}:${box.name}`;
}

function read(storage: Storage, name: string): Kept | null {
  try {
    return JSON.parse(storage.getItem(name) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

/** True when the page was reached by following on (so a post before it went through), not by a reload or by Back. */
function wentThrough(): boolean {
  const [how] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return (how?.type ?? "navigate") === "navigate";
}

export function start(storage: Storage = sessionStorage, arrived: boolean = wentThrough()): void {
  const mine = `${PREFIX}${document.documentElement.dataset.person ?? ""}:`;
  const isSignedIn = Boolean(document.documentElement.dataset.person);
  for (const name of Object.keys(storage)) {
    if (!name.startsWith(PREFIX)) continue;
    const another = isSignedIn && !name.startsWith(mine);
    if (another || (isSignedIn && arrived && read(storage, name)?.sent)) storage.removeItem(name);
  }
  for (const element of document.querySelectorAll("textarea, input[data-keep]")) {
    const box = keeps(element);
    const kept = box && read(storage, nameOf(box));
    if (!box || !kept?.words || box.value) continue; // what the server sent back wins
    box.value = kept.words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("input", (event) => {
    const box = keeps(event.target);
    if (!box) return;
    if (box.value) storage.setItem(nameOf(box), JSON.stringify({ words: box.value, sent: false }));
    else storage.removeItem(nameOf(box));
  });
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement)) return;
    for (const element of event.target.elements) {
      const box = keeps(element);
      if (box?.value) storage.setItem(nameOf(box), JSON.stringify({ words: box.value, sent: true }));
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const detail = (event as CustomEvent<{ successful: boolean; elt: Element }>).detail;
    const form = detail.elt.closest("form");
    if (!detail.successful || !form) return;
    for (const element of form.elements) {
      const box = keeps(element);
      if (box) storage.removeItem(nameOf(box));
    }
  });
}
