/** Typed events. A listener that throws is reported and does not keep the others from hearing. */
export class Emitter<Events> {
  private readonly heard = new Map<keyof Events, Set<(detail: never) => void>>();

  /** Returns the function that stops listening. */
  on<K extends keyof Events>(name: K, listener: (detail: Events[K]) => void): () => void {
    const set = this.heard.get(name) ?? new Set();
    this.heard.set(name, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  emit<K extends keyof Events>(name: K, detail: Events[K]): void {
    for (const listener of [...(this.heard.get(name) ?? [])]) {
      try {
        (listener as (detail: Events[K]) => void)(detail);
      } catch (error) {
        reportError(error);
      }
    }
  }

  clear(): void {
    this.heard.clear();
  }
}
