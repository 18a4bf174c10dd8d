// Files on their way to a message that is being written. A voice note goes out by itself as soon as it has arrived.

import { t } from "../../../islands/i18n";
import { newKey } from "../../../islands/post";
import type { Attached } from "./conversation_state";
import { attach, NotAttached } from "./upload";

export interface Coming {
  readonly key: string;
  readonly file: Blob;
  readonly name: string;
  readonly isVoice: boolean;
  /** How much has gone out, 0 … 1. */
  readonly share: number;
  readonly problem: string;
  readonly again: boolean;
}

export interface BringingEvents {
  changed(): void;
  /** It arrived. */
  here(file: Attached, isVoice: boolean): void;
}

export class Bringing {
  all: readonly Coming[] = [];
  private readonly off = new Map<string, AbortController>();

  constructor(
    private readonly events: BringingEvents,
    private readonly bring: typeof attach = attach,
  ) {}

  get isBusy(): boolean {
    return this.all.some((one) => !one.problem);
  }

  add(file: Blob, isVoice = false): void {
    const name = isVoice ? t("Voice note") : file instanceof File ? file.name : t("A file");
    const one: Coming = { key: newKey(), file, name, isVoice, share: 0, problem: "", again: false };
    this.all = [...this.all, one];
    window.addEventListener("online", this.online);
    void this.go(one);
  }

  again(key: string): void {
    const one = this.all.find((each) => each.key === key);
    if (one) void this.go(one);
  }

  drop(key: string): void {
    this.off.get(key)?.abort();
    this.off.delete(key);
    this.all = this.all.filter((one) => one.key !== key);
    this.events.changed();
  }

  stop(): void {
    window.removeEventListener("online", this.online);
    for (const controller of this.off.values()) controller.abort();
    this.off.clear();
  }

  /** What a lost network held up goes on by itself. */
  private readonly online = (): void => {
    for (const one of this.all) if (one.again) void this.go(one);
  };

  private async go(one: Coming): Promise<void> {
    const controller = new AbortController();
    this.off.set(one.key, controller);
    this.change(one.key, { share: 0, problem: "", again: false });
    try {
      const progress = (share: number) => this.change(one.key, { share });
      const file = await this.bring(one.file, { key: one.key, signal: controller.signal, progress });
      if (controller.signal.aborted) return;
      this.off.delete(one.key);
      this.all = this.all.filter((each) => each.key !== one.key);
      this.events.here(file, one.isVoice);
    } catch (error) {
      if (controller.signal.aborted) return;
      const isSaid = error instanceof NotAttached;
      const problem = isSaid
        ? error.message
        : t("The file didn’t get through. Nothing else is lost. You can try again.");
      this.change(one.key, { problem, again: isSaid ? error.again : true });
    }
  }

  private change(key: string, to: Partial<Coming>): void {
    this.all = this.all.map((one) => (one.key === key ? { ...one, ...to } : one));
    this.events.changed();
  }
}
