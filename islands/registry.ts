// Loads the module of a custom element when the element first appears, and never before.

export type Islands = Readonly<Record<string, () => Promise<unknown>>>;

export interface Watching {
  stop(): void;
}

/** Watches `root` for the elements named in `islands`. `failed` hears of a module that couldn't be had. */
export function watch(
  islands: Islands,
  root: Document | HTMLElement = document,
  failed: (tag: string, error: unknown) => void = () => {},
): Watching {
  const waiting = new Set(Object.keys(islands));
  const load = (tag: string) => {
    waiting.delete(tag);
    islands[tag]?.().catch((error: unknown) => {
      waiting.add(tag); // the next time it appears it gets another chance
      failed(tag, error);
    });
  };
  const look = (node: ParentNode | Element) => {
    if (waiting.size === 0) return;
    if (node instanceof Element && waiting.has(node.localName)) load(node.localName);
    if (waiting.size === 0) return;
    for (const element of node.querySelectorAll([...waiting].join(","))) {
      if (waiting.has(element.localName)) load(element.localName);
    }
  };
  const observer = new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) if (node instanceof Element) look(node);
  });
  observer.observe(root, { childList: true, subtree: true });
  look(root);
  return { stop: () => observer.disconnect() };
}
