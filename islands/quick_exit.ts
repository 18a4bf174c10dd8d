// The quick exit: Esc twice, or the button. Cuts sound and picture, forgets what was typed, leaves for a page that says
// nothing of the program, and sees to it that Back doesn't return (alongside/ui/away.py is the other half).
//
//   <html data-exit="/exit">   <a href="/exit" data-quick-exit>Quick exit</a>

import { forgetAll } from "./kept_here";

type Stop = () => void;

const TWICE_WITHIN_MS = 1000;
const CHANNEL = "away";
const stops = new Set<Stop>();

/** Islands that hold a microphone, a camera or a connection say here how to let go of it at once. Returns the undoing. */
export function onLeave(stop: Stop): Stop {
  stops.add(stop);
  return () => stops.delete(stop);
}

/** Tells one press of Esc from two. Times in milliseconds, as events carry them. */
export function twice(
  within = TWICE_WITHIN_MS,
): (event: Pick<KeyboardEvent, "key" | "repeat" | "timeStamp">) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return ({ key, repeat, timeStamp }) => {
    if (key !== "Escape") {
      last = Number.NEGATIVE_INFINITY;
      return false;
    }
    if (repeat) return false;
    const second = timeStamp - last <= within;
    last = second ? Number.NEGATIVE_INFINITY : timeStamp;
    return second;
  };
}

export function markAway(page: Document = document): void {
  page.cookie = `away=1; path=/; max-age=86400; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

export function isAway(page: Document = document): boolean {
  return /(?:^|;\s*)away=1/.test(page.cookie);
}

function silence(): void {
  for (const stop of stops) {
    try {
      stop();
    } catch {
      // one that fails must not keep the others from stopping
    }
  }
  for (const media of document.querySelectorAll<HTMLMediaElement>("audio, video")) {
    media.muted = true;
    media.pause();
    if (media.srcObject instanceof MediaStream) for (const track of media.srcObject.getTracks()) track.stop();
    media.srcObject = null;
  }
}

function neutral(): string {
  return document.documentElement.dataset.exit ?? "/exit";
}

/** Leaves, now. */
export function leave(go: (url: string) => void = (url) => location.replace(url)): void {
  markAway();
  document.documentElement.hidden = true;
  document.title = " ";
  go(neutral());
  silence();
  try {
    sessionStorage.clear();
    forgetAll();
  } catch {
    // storage may be forbidden; then nothing was kept either
  }
}

/** Sets up the key, the buttons, the other tabs, and pages that come back out of the browser's memory. */
export function start(): void {
  const others = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
  const leaveAll = () => {
    others?.postMessage("leave");
    leave();
  };
  others?.addEventListener("message", () => leave());
  const isSecond = twice();
  window.addEventListener(
    "keydown",
    (event) => {
      if (!event.isComposing && isSecond(event)) leaveAll();
    },
    { capture: true },
  );
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-quick-exit]") : null;
    if (!target) return;
    event.preventDefault();
    leaveAll();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && isAway()) leave();
  });
}
