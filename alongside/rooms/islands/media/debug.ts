/**
 * A window for tests onto the links of this page: `window.alongsideMedia`. Only where the server says so, by
 * `<html data-media-debug>` (it does in tests and in the demo, never for real people).
 */

import type { MeshRoom } from "./mesh";
import { type Counters, read } from "./stats";

export interface MediaDebug {
  key(): string;
  /** Counters of every link that stands, by person. */
  stats(): Promise<Record<string, Counters & { readonly path: string }>>;
  /** Connections of this page's room that aren't closed. */
  open(): number;
  /** End the link to someone without a word, as a crash would. */
  cut(person: string): void;
}

declare global {
  interface Window {
    alongsideMedia?: MediaDebug;
  }
}

export function expose(room: MeshRoom, page: HTMLElement = document.documentElement): void {
  if (!("mediaDebug" in page.dataset)) return;
  window.alongsideMedia = {
    key: () => room.key,
    async stats() {
      const found: Record<string, Counters & { path: string }> = {};
      for (const [person, { peer }] of room.people) {
        const pc = peer.link?.pc;
        if (pc === undefined) continue;
        found[person] = { ...read((await pc.getStats()).values(), 0).counters, path: pc.connectionState };
      }
      return found;
    },
    open: () => [...room.people.values()].filter(({ peer }) => peer.link?.closed === false).length,
    cut: (person) => room.people.get(person)?.peer.link?.pc.close(),
  };
}
