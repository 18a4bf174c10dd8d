// Bringing a file: it is stored unposted, sealed, and named in the message that it is sent with (`files`). Large photos
// are made smaller here first, so that a phone on a poor line sends a few hundred kilobytes instead of ten thousand.

import { t, tn } from "../../../islands/i18n";
import { csrf, newKey } from "../../../islands/post";
import type { Attached } from "./conversation_state";

export interface AttachOptions {
  readonly signal?: AbortSignal;
  /** Hears how much has gone out, 0 … 1. */
  readonly progress?: (share: number) => void;
  /** The same key again is the same file: keep it to try again after a failure. */
  readonly key?: string;
}

/** What was brought couldn't be: `message` is a sentence for the person. `again`: trying once more may help. */
export class NotAttached extends Error {
  constructor(
    sentence: string,
    readonly again: boolean,
  ) {
    super(sentence);
    this.name = "NotAttached";
  }
}

/** For `<input type="file" accept>`. */
export const ACCEPTED = "image/*,application/pdf,text/plain,.txt";
export const MOST_FILES = 6;
export const MOST_BYTES = 6 * 1024 * 1024;

const PLACE = "/conversations/files";
const LONGEST_SIDE = 2048;
const SMALL_ENOUGH = 700 * 1024;
const KEPT_AS_THEY_ARE = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);
const PAUSES_MS = [800, 2500, 6000];
const SILENCE_MS = 30_000;

/** Stores a file and answers with what the message needs to name it. Raises NotAttached; AbortError when called off. */
export async function attach(file: Blob, options: AttachOptions = {}): Promise<Attached> {
  const key = options.key ?? newKey();
  const name = file instanceof File ? file.name : "";
  const small = await shrunk(file);
  options.signal?.throwIfAborted();
  if (small.size > MOST_BYTES) {
    const most = Math.round(MOST_BYTES / 1024 / 1024);
    throw new NotAttached(
      tn(
        "This file is larger than {count} MB. Please choose a smaller one.",
        "This file is larger than {count} MB. Please choose a smaller one.",
        most,
      ),
      false,
    );
  }
  for (let tried = 0; ; tried += 1) {
    const answer = await sent(small, name, key, options);
    if (answer.ok) return answer.file;
    const pause = PAUSES_MS[tried];
    if (!answer.again || pause === undefined) throw new NotAttached(answer.sentence, answer.again);
    await pauseFor(pause, options.signal);
  }
}

type Answer = { ok: true; file: Attached } | { ok: false; sentence: string; again: boolean };

/** One try. A plain XMLHttpRequest, because it alone tells how much has gone out. */
function sent(file: Blob, name: string, key: string, options: AttachOptions): Promise<Answer> {
  const form = new FormData();
  form.append("key", key);
  form.append("file", file, name || "file");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const off = () => request.abort();
    let silence: ReturnType<typeof setTimeout> | undefined;
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(() => settle({ ok: false, again: true, sentence: lost() }, true), SILENCE_MS);
    };
    const settle = (answer: Answer, cut = false) => {
      clearTimeout(silence);
      options.signal?.removeEventListener("abort", off);
      request.onabort = null;
      if (cut) request.abort();
      resolve(answer);
    };
    request.open("POST", PLACE);
    request.setRequestHeader("X-CSRFToken", csrf());
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => {
      alive();
      if (event.lengthComputable && event.total > 0) options.progress?.(event.loaded / event.total);
    };
    request.onload = () => settle(read(request));
    request.onerror = () => settle({ ok: false, again: true, sentence: lost() });
    request.onabort = () => {
      clearTimeout(silence);
      reject(options.signal?.reason ?? new DOMException("", "AbortError"));
    };
    options.signal?.addEventListener("abort", off);
    alive();
    request.send(form);
  });
}

function read(request: XMLHttpRequest): Answer {
  let data: unknown = null;
  try {
    data = JSON.parse(request.responseText);
  } catch {
    // a proxy's page, or nothing: told by the status alone
  }
  if (request.status >= 200 && request.status < 300 && isFile(data)) return { ok: true, file: data };
  const said = (data as { error?: unknown } | null)?.error;
  const again = request.status === 0 || request.status >= 500;
  return { ok: false, again, sentence: typeof said === "string" && said.includes(" ") ? said : lost() };
}

function isFile(data: unknown): data is Attached {
  return typeof (data as Attached | null)?.id === "string";
}

function lost(): string {
  return t("The file didn’t get through. Nothing else is lost. You can try again.");
}

function pauseFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resume, reject) => {
    const off = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", off);
      resume();
    }, ms);
    signal?.addEventListener("abort", off, { once: true });
  });
}

/** A large photo as a smaller JPEG, and what only this browser can read as one that all can. Others stay as they are. */
export async function shrunk(file: Blob): Promise<Blob> {
  if (!file.type.startsWith("image/") || file.type === "image/svg+xml" || file.type === "image/gif")
    return file;
  if (KEPT_AS_THEY_ARE.has(file.type) && file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * share));
    canvas.height = Math.max(1, Math.round(picture.height * share));
    const paper = canvas.getContext("2d");
    if (!paper) return file;
    paper.fillStyle = "#fff"; // JPEG knows no transparency
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    canvas.width = canvas.height = 0; // gives a phone its memory back at once
    return made && (made.size < file.size || !KEPT_AS_THEY_ARE.has(file.type)) ? made : file;
  } catch {
    return file; // the server says what is wrong with it
  }
}
