// Who is typing: a signal that nobody stores. It is said at most every few seconds, and forgotten soon after the last one.

const SAID_EVERY_MS = 3000;
const FORGOTTEN_MS = 5000;

export class Typing {
  private readonly until = new Map<string, number>();
  private told = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly changed: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get people(): readonly string[] {
    return [...this.until.keys()];
  }

  /** This person types: `say` it, unless it was just said. */
  tell(say: () => void): void {
    if (this.now() - this.told < SAID_EVERY_MS) return;
    this.told = this.now();
    say();
  }

  /** The words were sent: the next key is news again. */
  sent(): void {
    this.told = Number.NEGATIVE_INFINITY;
  }

  heard(person: string): void {
    this.until.set(person, this.now() + FORGOTTEN_MS);
    this.forget();
    this.changed();
  }

  /** They said it. */
  said(person: string): void {
    if (this.until.delete(person)) this.changed();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.until.clear();
  }

  private forget(): void {
    clearTimeout(this.timer);
    let next = Number.POSITIVE_INFINITY;
    for (const [person, until] of this.until) {
      if (until <= this.now()) this.until.delete(person);
      else next = Math.min(next, until);
    }
    if (next === Number.POSITIVE_INFINITY) return;
    this.timer = setTimeout(() => {
      this.forget();
      this.changed();
    }, next - this.now());
  }
}
