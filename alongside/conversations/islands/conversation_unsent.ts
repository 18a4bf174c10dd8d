// What was sent here and isn't acknowledged yet. Kept in this tab's storage, so that neither a reload nor a lost network
// loses a word, and posted one after the other, so that they arrive in the order they were written. A key makes a repeat
// the same message. Storage is the tab's own, as for all kept words: the quick exit forgets it.

import { newKey, post } from "../../../islands/post";
import type { Said } from "./conversation_state";

export interface Unsent {
  readonly key: string;
  readonly body: string;
  /** Why it will not be sent as it is; empty while it waits for its turn or for the network. */
  readonly problem: string;
  /** Whether a try has failed, so that the person should know that it waits. */
  readonly waits: boolean;
}

export interface UnsentEvents {
  changed(): void;
  acknowledged(message: Said): void;
}

const PAUSES_MS = [1000, 3000, 8000, 20_000];

export class UnsentMessages {
  private list: readonly Unsent[];
  private posting = false;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(
    private readonly conversation: string,
    private readonly me: string,
    private readonly events: UnsentEvents,
    private readonly sentence: { readonly lost: string },
    private readonly storage: Storage = sessionStorage,
  ) {
    this.list = this.read();
  }

  get all(): readonly Unsent[] {
    return this.list;
  }

  add(body: string): void {
    this.list = [...this.list, { key: newKey(), body, problem: "", waits: false }];
    this.keep();
    void this.flush();
  }

  /** Take one back, to be changed or dropped. */
  take(key: string): Unsent | undefined {
    const found = this.list.find((one) => one.key === key);
    this.remove(key);
    return found;
  }

  /** It was stored after all: its event came before the answer to its post. */
  arrived(key: string): void {
    if (this.list.some((one) => one.key === key)) this.remove(key);
  }

  /** Try now: the network is back, or the person asks. */
  hurry(): void {
    this.tries = 0;
    clearTimeout(this.timer);
    void this.flush();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async flush(): Promise<void> {
    if (this.posting || this.stopped) return;
    this.posting = true;
    clearTimeout(this.timer);
    for (let next = this.next(); next && !this.stopped; next = this.next()) {
      if (!(await this.send(next))) break;
    }
    this.posting = false;
    if (this.next() && !this.stopped) {
      const pause = PAUSES_MS[Math.min(this.tries, PAUSES_MS.length - 1)];
      this.tries += 1;
      this.timer = setTimeout(() => void this.flush(), pause);
    }
  }

  private next(): Unsent | undefined {
    return this.list.find((one) => !one.problem);
  }

  /** True when the next one may go. */
  private async send(one: Unsent): Promise<boolean> {
    const url = `/conversations/${this.conversation}/messages`;
    const answer = await post<Said & { error?: string | number }>(url, { body: one.body }, { key: one.key });
    if (this.stopped) return false;
    if (answer.ok && answer.data) {
      this.tries = 0;
      this.remove(one.key);
      this.events.acknowledged(answer.data);
      return true;
    }
    if (answer.status === 0 || answer.status >= 500 || answer.status === 429) {
      this.change(one.key, { waits: true });
      return false;
    }
    const said = answer.data?.error;
    this.change(one.key, {
      problem: typeof said === "string" && said.includes(" ") ? said : this.sentence.lost,
    });
    return true;
  }

  private change(key: string, to: Partial<Unsent>): void {
    this.list = this.list.map((one) => (one.key === key ? { ...one, ...to } : one));
    this.keep();
  }

  private remove(key: string): void {
    this.list = this.list.filter((one) => one.key !== key);
    this.keep();
  }

  private get place(): string {
    return `unsent:${this.me}:${this.conversation}`;
  }

  private keep(): void {
    try {
      if (this.list.length) this.storage.setItem(this.place, JSON.stringify(this.list));
      else this.storage.removeItem(this.place);
    } catch {
      // storage may be full or forbidden: then it is kept while the page is open
    }
    this.events.changed();
  }

  private read(): readonly Unsent[] {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(this.place) ?? "[]");
      if (!Array.isArray(kept)) return [];
      return kept.filter(
        (one): one is Unsent => typeof one?.key === "string" && typeof one?.body === "string",
      );
    } catch {
      return [];
    }
  }
}
