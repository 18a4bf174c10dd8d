// Where the reader is in the list. What comes before or after never moves the line that is being read; who is at the end
// stays at the end.

const NEAR_END_PX = 96;
const NEAR_TOP_PX = 320;

export class ListScroll {
  isAtEnd = true;
  private list: HTMLElement | null = null;
  private anchor: { readonly line: Element; readonly top: number } | null = null;
  private readonly sizes: ResizeObserver | null;

  /** `near` hears that an end of what is here comes into view. */
  constructor(private readonly near: (side: "earlier" | "later") => void) {
    const kept = () => {
      if (this.isAtEnd) this.toEnd();
    };
    this.sizes = typeof ResizeObserver === "function" ? new ResizeObserver(kept) : null;
  }

  watch(list: HTMLElement | null): void {
    if (list === this.list) return;
    this.sizes?.disconnect();
    this.list = list;
    if (list) this.sizes?.observe(list);
  }

  stop(): void {
    this.sizes?.disconnect();
    this.list = this.anchor = null;
  }

  get isNearEnd(): boolean {
    const { list } = this;
    return !list || list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
  }

  /** The list was scrolled, by the reader or by us. */
  scrolled(): void {
    const { list } = this;
    if (!list?.clientHeight) return;
    this.isAtEnd = this.isNearEnd;
    if (list.scrollTop < NEAR_TOP_PX) this.near("earlier");
    if (this.isAtEnd) this.near("later");
  }

  /** Before the lines change: remember the first that is in view. */
  before(): void {
    const { list } = this;
    this.anchor = null;
    if (!list || this.isAtEnd) return;
    const edge = list.getBoundingClientRect().top;
    for (const line of list.children) {
      const { top, bottom } = line.getBoundingClientRect();
      if (bottom <= edge || !(line instanceof HTMLElement && line.dataset.id)) continue;
      this.anchor = { line, top };
      return;
    }
  }

  /** After they changed: it stands where it stood. */
  after(): void {
    const { list, anchor } = this;
    if (!list) return;
    if (this.isAtEnd) this.toEnd();
    else if (anchor?.line.isConnected) list.scrollTop += anchor.line.getBoundingClientRect().top - anchor.top;
  }

  toEnd(): void {
    const { list } = this;
    if (list) list.scrollTop = list.scrollHeight;
    this.isAtEnd = true;
  }

  /** Brings a line into view, a little below the top. */
  show(line: Element): void {
    const { list } = this;
    if (!list) return;
    const { top } = line.getBoundingClientRect();
    list.scrollTop += top - list.getBoundingClientRect().top - list.clientHeight / 5;
    this.isAtEnd = this.isNearEnd;
  }
}
