// How far this person has read: told to their own devices alone, and only while the end is in view on a page that is seen.

import { post } from "../../../islands/post";

const SEEN_FOR_MS = 800;

export class Reading {
  private told: number;
  private upto = 0;
  private isInView = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly observer: IntersectionObserver | null;

  /** `read`: the newest number that was read before. `newest` tells the number of what is the last line now. */
  constructor(
    private readonly conversation: string,
    read: number,
    private readonly newest: () => number,
  ) {
    this.told = read;
    const seen = (entries: readonly IntersectionObserverEntry[]) => {
      this.isInView = entries.at(-1)?.isIntersecting ?? false;
      this.look();
    };
    this.observer = typeof IntersectionObserver === "function" ? new IntersectionObserver(seen) : null;
    document.addEventListener("visibilitychange", this.look);
    window.addEventListener("online", this.look);
  }

  /** Watch this element, which stands behind the last line. */
  watch(end: Element): void {
    this.observer?.disconnect();
    this.observer?.observe(end);
  }

  /** It was read up to there, whoever told it. */
  known(upto: number): void {
    this.told = Math.max(this.told, upto);
    this.look();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.observer?.disconnect();
    document.removeEventListener("visibilitychange", this.look);
    window.removeEventListener("online", this.look);
  }

  /** Something may have changed: a line came, the page was scrolled or shown. */
  readonly look = (): void => {
    clearTimeout(this.timer);
    if (!this.isSeen || this.newest() <= this.told) return;
    this.timer = setTimeout(() => void this.tell(), SEEN_FOR_MS);
  };

  private get isSeen(): boolean {
    return this.isInView && document.visibilityState === "visible";
  }

  private async tell(): Promise<void> {
    if (!this.isSeen) return;
    const upto = this.newest();
    if (upto <= this.told || upto === this.upto) return;
    this.upto = upto; // on its way
    const answer = await post(`/conversations/${this.conversation}/read`, { upto });
    this.upto = 0;
    if (!answer.ok) return; // the next line, or the network when it is back, tries again
    this.told = Math.max(this.told, upto);
    this.look();
  }
}
