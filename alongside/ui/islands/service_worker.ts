// The service worker: an offline page that still shows help and the next session, and what a push says.
//
// Pages always come from the network and are never kept here, so nobody reads an old one, or someone else's. The view
// that serves this (alongside/ui/views_app.py) writes `SHELL` before it.

import {
  isLeaving,
  isOld,
  isSigningOut,
  NEWS_PATH,
  NEXT,
  noteOf,
  OFFLINE,
  OFFLINE_PATH,
  shellName,
  withNext,
} from "./service_worker_logic";

interface Shell {
  readonly version: string;
  readonly files: readonly string[];
  readonly name: string;
  readonly icon: string;
}
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  readonly preloadResponse: Promise<Response | undefined>;
  respondWith(answer: Promise<Response>): void;
}
interface Pushed extends Lasting {
  readonly data: { json(): unknown } | null;
}
interface Clicked extends Lasting {
  readonly notification: Notification;
}
interface Client {
  readonly url: string;
  focus(): Promise<unknown>;
}
interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly Client[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", heard: (event: Lasting) => void): void;
  addEventListener(type: "fetch", heard: (event: Fetching) => void): void;
  addEventListener(type: "push", heard: (event: Pushed) => void): void;
  addEventListener(type: "notificationclick", heard: (event: Clicked) => void): void;
}

declare const SHELL: Shell;
const worker = self as unknown as Worker;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      await (await caches.open(shellName(SHELL.version))).addAll([...SHELL.files]);
      await (await caches.open(OFFLINE)).add(OFFLINE_PATH);
      await worker.skipWaiting(); // no page of ours is kept, so an old page and a new worker get along
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (isOld(name, SHELL.version)) await caches.delete(name);
      await worker.registration.navigationPreload?.enable();
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (isSigningOut(url.pathname, request.method)) {
      event.waitUntil(Promise.all([forget(), unsubscribe()]));
    } else if (isLeaving(url.pathname)) {
      event.waitUntil(forget());
    } else if (request.method === "GET") {
      event.respondWith(page(event));
    }
  } else if (SHELL.files.includes(url.pathname)) {
    event.respondWith(file(request));
  }
});

async function forget(): Promise<void> {
  await caches.delete(NEXT);
  await caches.delete(OFFLINE);
  for (const note of await worker.registration.getNotifications()) note.close();
}

/** Whoever uses this browser next is told nothing, also where the page's session had forgotten that it was added. */
async function unsubscribe(): Promise<void> {
  await (await worker.registration.pushManager?.getSubscription())?.unsubscribe();
}

/** From the network; without it, the offline page. After a quick exit even that isn't kept. */
async function page(event: Fetching): Promise<Response> {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    const kept = await caches.match(OFFLINE_PATH, { cacheName: OFFLINE });
    if (!kept) return Response.error();
    const next = await caches.match("/next.json", { cacheName: NEXT });
    const told = withNext(await kept.text(), await next?.json().catch(() => null), Date.now());
    const headers = new Headers(kept.headers);
    for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // of the page as it came
    return new Response(told, { status: 503, headers });
  }
}

async function file(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    const kept = await caches.match(request, { cacheName: shellName(SHELL.version) });
    return kept ?? Response.error();
  }
}

worker.addEventListener("push", (event) => {
  let data: unknown = null;
  try {
    data = event.data?.json();
  } catch {
    // not ours to read: then only the name
  }
  const { title, body } = noteOf(data, SHELL.name);
  event.waitUntil(
    worker.registration.showNotification(title, { body, tag: "news", icon: SHELL.icon, badge: SHELL.icon }),
  );
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    (async () => {
      const open = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
      const ours = open.find((each) => new URL(each.url).origin === location.origin);
      await (ours ? ours.focus() : worker.clients.openWindow(NEWS_PATH));
    })(),
  );
});
