// What works without the network: registers the service worker for whoever is signed in, and keeps for its offline page
// when their next session is: a time, and nothing else. Signing out and the quick exit forget it.
//
//   <html data-worker="/service-worker.js" data-person="…">

const NEXT_CACHE = "alongside-next";
const OFFLINE_CACHE = "alongside-offline";
const NEXT_URL = "/next.json";
const OFFLINE_URL = "/offline/";
const ASK_AGAIN_MS = 10 * 60_000;
const ASKED = "installed:asked";

/** Drops what was kept for the offline page, and the page itself. */
export async function forget(): Promise<void> {
  if (!("caches" in globalThis)) return;
  await Promise.all([caches.delete(NEXT_CACHE), caches.delete(OFFLINE_CACHE)]);
}

/** Whether it is time to ask again when the next session is. */
export function isDue(asked: string | null, person: string, now: number): boolean {
  const [who, at] = (asked ?? "").split(" ");
  return who !== person || !(now - Number(at) < ASK_AGAIN_MS);
}

async function keep(): Promise<void> {
  const response = await fetch(NEXT_URL, {
    credentials: "same-origin",
    headers: { Accept: "application/json" },
  });
  if (!response.ok) return;
  await (await caches.open(NEXT_CACHE)).put(NEXT_URL, response);
  await (await caches.open(OFFLINE_CACHE)).add(OFFLINE_URL);
}

export async function start(page: HTMLElement = document.documentElement): Promise<void> {
  const { worker, person } = page.dataset;
  if (!worker || !person || !("serviceWorker" in navigator) || !("caches" in window)) return;
  try {
    const registration = await navigator.serviceWorker.register(worker, { updateViaCache: "none" });
    if (!registration || !isDue(sessionStorage.getItem(ASKED), person, Date.now())) return;
    sessionStorage.setItem(ASKED, `${person} ${Date.now()}`);
    await keep();
  } catch {
    // a browser that forbids it, or no network: the pages work all the same
  }
}
