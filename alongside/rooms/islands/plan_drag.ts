/**
 * Dragging a seat to another room by mouse, pen or finger. The mouse may take the seat anywhere but on its button; a
 * finger takes it by the face, so that the page can still be scrolled. Keyboards have the Move button and its arrow keys.
 */

const STARTS_AFTER_PX = 6;

interface Held {
  readonly seat: HTMLElement;
  readonly person: string;
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  lifted: boolean;
}

export class SeatDrag {
  private held: Held | null = null;
  private target: HTMLElement | null = null;

  /** `drop` hears of a seat let go over another room than its own. */
  constructor(
    private readonly root: HTMLElement,
    private readonly drop: (person: string, room: string) => void,
    private readonly lifting: (isLifted: boolean) => void,
  ) {
    root.addEventListener("pointerdown", this.down);
    root.addEventListener("pointermove", this.move);
    root.addEventListener("pointerup", this.up);
    root.addEventListener("pointercancel", this.cancel);
    window.addEventListener("keydown", this.key);
  }

  stop(): void {
    this.cancel();
    this.root.removeEventListener("pointerdown", this.down);
    this.root.removeEventListener("pointermove", this.move);
    this.root.removeEventListener("pointerup", this.up);
    this.root.removeEventListener("pointercancel", this.cancel);
    window.removeEventListener("keydown", this.key);
  }

  private readonly down = (event: PointerEvent): void => {
    if (event.button !== 0 || !(event.target instanceof Element) || event.target.closest("button")) return;
    const seat = event.target.closest<HTMLElement>("[data-seat]");
    const byFace = event.target.closest(".face") !== null;
    if (!seat || (event.pointerType !== "mouse" && !byFace)) return;
    this.held = {
      seat,
      person: seat.dataset.seat ?? "",
      pointer: event.pointerId,
      x: event.clientX,
      y: event.clientY,
      lifted: false,
    };
  };

  private readonly move = (event: PointerEvent): void => {
    const { held } = this;
    if (!held || event.pointerId !== held.pointer) return;
    const x = event.clientX - held.x;
    const y = event.clientY - held.y;
    if (!held.lifted) {
      if (Math.hypot(x, y) < STARTS_AFTER_PX) return;
      held.lifted = true;
      held.seat.classList.add("lifted");
      this.root.setPointerCapture(held.pointer);
      this.lifting(true);
    }
    event.preventDefault();
    held.seat.style.translate = `${x}px ${y}px`;
    this.aim(event);
  };

  private aim(event: PointerEvent): void {
    const under = document
      .elementsFromPoint(event.clientX, event.clientY)
      .map((element) => element.closest<HTMLElement>("[data-room]"))
      .find((room) => room !== null);
    const own = this.held?.seat.closest("[data-room]");
    const target = under && under !== own ? under : null;
    if (target === this.target) return;
    this.target?.classList.remove("target");
    target?.classList.add("target");
    this.target = target;
  }

  private readonly up = (event: PointerEvent): void => {
    const { held, target } = this;
    if (!held || event.pointerId !== held.pointer) return;
    const room = target?.dataset.room;
    this.cancel();
    if (held.lifted && room) this.drop(held.person, room);
  };

  private readonly cancel = (): void => {
    const { held } = this;
    this.held = null;
    this.target?.classList.remove("target");
    this.target = null;
    if (!held?.lifted) return;
    held.seat.classList.remove("lifted");
    held.seat.style.translate = "";
    if (this.root.hasPointerCapture(held.pointer)) this.root.releasePointerCapture(held.pointer);
    this.lifting(false);
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.cancel();
  };
}
