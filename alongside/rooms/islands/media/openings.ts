/**
 * A few links open at a time. On a slow machine eleven at once starve each other until all of them are given up;
 * a few after each other are there sooner, and who was first can be heard meanwhile.
 */
export class Openings<Who> {
  private readonly under = new Set<Who>();
  private readonly waiting = new Map<Who, () => void>();

  constructor(private readonly most: number) {}

  /** Calls `open` now or when there is room. Asking again while waiting changes nothing. */
  ask(who: Who, open: () => void): void {
    if (this.under.has(who) || this.under.size < this.most) {
      this.waiting.delete(who);
      this.under.add(who);
      open();
    } else if (!this.waiting.has(who)) {
      this.waiting.set(who, open);
    }
  }

  /** Whether it works or not, `who` isn't opening any more. */
  done(who: Who): void {
    this.waiting.delete(who);
    if (!this.under.delete(who)) return;
    const next = this.waiting.entries().next().value;
    if (next !== undefined) this.ask(...next);
  }
}
