// What was sent here and isn't acknowledged yet. Kept on the device, so that neither a reload, a lost network nor an empty
// battery loses a word, and posted one after the other, so that they arrive in the order they were written. A key makes a
// repeat the same message; where two windows are open, one of them posts at a time and the other sees that it is done.

import { type Kept, keptHere } from "../../../islands/kept_here";
import { newKey, post } from "../../../islands/post";
import type { Attached, Held, Quote, Said } from "./conversation_state";

/** Someone who is named in a message. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What is written, before it goes out. */
export interface Written {
  readonly body: string;
  readonly quote: Quote | null;
  readonly thread: string;
  readonly company: boolean;
  readonly files: readonly Attached[];
  readonly mentions: readonly Named[];
}

export const NOTHING: Written = {
  body: "",
  quote: null,
  thread: "",
  company: false,
  files: [],
  mentions: [],
};

export interface Unsent extends Written {
  readonly key: string;
  /** When it was written, in milliseconds: the order in which it goes out. */
  readonly at: number;
  /** Why it will not be sent as it is; empty while it waits for its turn or for the network. */
  readonly problem: string;
  /** Whether a try has failed, so that the person should know that it waits. */
  readonly waits: boolean;
}

export interface UnsentEvents {
  changed(): void;
  acknowledged(message: Said): void;
  /** It waits for someone on staff to look at its link. */
  held?(waits: Held): void;
}

type Answered = (Said | { readonly held: Held }) & { error?: string | number; sentence?: string };

const PAUSES_MS = [1000, 3000, 8000, 20_000];

function isUnsent(one: Partial<Unsent> | null): one is Unsent {
  return typeof one?.key === "string" && typeof one.body === "string" && typeof one.at === "number";
}

/** One window at a time, where the browser can tell windows apart; the key keeps it to one message anyway. */
async function alone(name: string, act: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return act();
  await navigator.locks.request(name, act);
}

export class UnsentMessages {
  private list: readonly Unsent[];
  private posting = false;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private readonly kept: Kept<Unsent>;
  private readonly unwatch: () => void;
  /** Keys of those that the device wouldn't keep. */
  private readonly onlyHere = new Set<string>();

  constructor(
    private readonly conversation: string,
    private readonly me: string,
    private readonly events: UnsentEvents,
    private readonly sentence: { readonly lost: string },
  ) {
    this.kept = keptHere<Unsent>(me, "unsent", conversation);
    this.list = this.fromDevice();
    this.unwatch = this.kept.watch(() => this.elsewhere());
  }

  get all(): readonly Unsent[] {
    return this.list;
  }

  add(written: Written): void {
    const at = Math.max(Date.now(), (this.list.at(-1)?.at ?? 0) + 1);
    const one: Unsent = { ...written, key: newKey(), at, problem: "", waits: false };
    this.list = [...this.list, one];
    this.keep(one);
    this.events.changed();
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
    this.unwatch();
  }

  private async flush(): Promise<void> {
    if (this.posting || this.stopped || !this.next()) return;
    this.posting = true;
    clearTimeout(this.timer);
    await alone(`talk:${this.me}:${this.conversation}`, async () => {
      for (let next = this.next(); next && !this.stopped; next = this.next()) {
        if (!(await this.send(next))) break;
      }
    });
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
    const answer = await post<Answered>(url, fields(one), { key: one.key });
    if (this.stopped) return false;
    if (answer.ok && answer.data) {
      this.tries = 0;
      this.remove(one.key);
      if ("held" in answer.data) this.events.held?.(answer.data.held);
      else this.events.acknowledged(answer.data);
      return true;
    }
    if (answer.status === 0 || answer.status === 401 || answer.status >= 500 || answer.status === 429) {
      this.change(one.key, { waits: true });
      return false;
    }
    const { error, sentence } = answer.data ?? {};
    const said = [error, sentence].find((each) => typeof each === "string" && each.includes(" "));
    this.change(one.key, { problem: typeof said === "string" ? said : this.sentence.lost });
    return true;
  }

  private change(key: string, to: Partial<Unsent>): void {
    this.list = this.list.map((one) => (one.key === key ? { ...one, ...to } : one));
    const one = this.list.find((each) => each.key === key);
    if (one) this.keep(one);
    this.events.changed();
  }

  private remove(key: string): void {
    this.list = this.list.filter((one) => one.key !== key);
    this.kept.forget(key);
    this.events.changed();
  }

  private keep(one: Unsent): void {
    if (this.kept.write(one, one.key)) this.onlyHere.delete(one.key);
    else this.onlyHere.add(one.key);
  }

  /** Another window wrote, sent or took back: what the device holds is so. */
  private elsewhere(): void {
    if (this.stopped) return;
    const here = this.list.filter((one) => this.onlyHere.has(one.key));
    this.list = [...this.fromDevice(), ...here];
    this.events.changed();
    void this.flush();
  }

  private fromDevice(): readonly Unsent[] {
    return [...this.kept.all().values()]
      .filter(isUnsent)
      .map((one) => ({ ...NOTHING, ...one }))
      .sort((one, other) => one.at - other.at);
  }
}

function fields(one: Unsent): Record<string, string> {
  const list = (ids: readonly { readonly id: string }[]) => ids.map(({ id }) => id).join(",");
  return {
    body: one.body,
    ...(one.quote ? { reply_to: one.quote.id } : {}),
    ...(one.thread ? { thread: one.thread } : {}),
    ...(one.company ? { company: "1" } : {}),
    ...(one.files.length ? { files: list(one.files) } : {}),
    ...(one.mentions.length ? { mentions: list(one.mentions) } : {}),
  };
}
