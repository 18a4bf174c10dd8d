// Toasts: a person or the program spoke. Six seconds, longer while pointed at or focused; never the only place it can be read.
//
//   <div class="toasts" role="status"> … <p class="toast" data-toast>…</p> </div>

import { html, nothing, render } from "lit";
import { type Faced, face } from "./face";
import { icon } from "./icon";

const SHOWN_MS = 6000;

function hold(toast: HTMLElement, ms: number): void {
  let timer = 0;
  const rest = () => {
    clearTimeout(timer);
  };
  const go = () => {
    rest();
    timer = window.setTimeout(() => toast.remove(), ms);
  };
  toast.addEventListener("pointerenter", rest);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusin", rest);
  toast.addEventListener("focusout", go);
  go();
}

function stack(): HTMLElement {
  const there = document.querySelector<HTMLElement>(".toasts");
  if (there) return there;
  const made = document.createElement("div");
  made.className = "toasts";
  made.setAttribute("role", "status");
  document.body.append(made);
  return made;
}

/** Shows a sentence (already translated); `who` puts a face beside it. */
export function toast(sentence: string, options: { who?: Faced; icon?: string; ms?: number } = {}): void {
  const element = document.createElement("p");
  element.className = "toast";
  const mark = options.who ? face(options.who, "small") : options.icon ? icon(options.icon) : nothing;
  render(html`${mark}<span>${sentence}</span>`, element);
  stack().append(element);
  hold(element, options.ms ?? SHOWN_MS);
}

/** Lets the toasts that came with the page go after their time. */
export function start(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-toast]")) hold(element, SHOWN_MS);
}
