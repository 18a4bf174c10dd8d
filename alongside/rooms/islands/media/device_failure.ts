/** Why a microphone, camera or screen could not be had, and the sentence that says so to the person. */

import { t } from "../../../../islands/i18n";
import type { Source } from "./port";

/**
 * refused: the person or their browser said no · blocked: the computer's own privacy settings did · none: there is no
 * such device · busy: another program has it · unplugged: it went away while in use · insecure: the page isn't served
 * safely · cancelled: the person closed the browser's question · unknown: anything else.
 */
export type FailureKind =
  | "refused"
  | "blocked"
  | "none"
  | "busy"
  | "unplugged"
  | "insecure"
  | "cancelled"
  | "unknown";

export class DeviceFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly source: Source,
    cause?: unknown,
  ) {
    super(`${source}: ${kind}`, { cause });
    this.name = "DeviceFailure";
  }

  /** What happened, what still works, what to do. */
  get sentence(): string {
    return sentence(this.kind, this.source);
  }
}

/** The names are those of getUserMedia and getDisplayMedia (W3C Media Capture and Streams, §10.2), and older ones of Firefox. */
export function failureOf(error: unknown, source: Source): DeviceFailure {
  if (error instanceof DeviceFailure) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  const message = error instanceof Error || error instanceof DOMException ? error.message : "";
  return new DeviceFailure(kindOf(name, message, source), source, error);
}

function kindOf(name: string, message: string, source: Source): FailureKind {
  switch (name) {
    case "NotAllowedError":
    case "PermissionDeniedError":
      if (/system/i.test(message)) return "blocked";
      if (source === "screen" || /dismissed/i.test(message)) return "cancelled";
      return "refused";
    case "SecurityError":
      return "insecure";
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "busy";
    case "InvalidStateError":
      return "cancelled"; // asked without a click of the person, or of a page that isn't in front
    default:
      return "unknown";
  }
}

function sentence(kind: FailureKind, source: Source): string {
  if (source === "screen") return screenSentence(kind);
  const microphone = source === "microphone";
  switch (kind) {
    case "refused":
      return microphone
        ? t(
            "Your browser didn’t let us use your microphone. You can still listen and write. To change it, open the site settings beside the address.",
          )
        : t(
            "Your browser didn’t let us use your camera. You can take part without it. To change it, open the site settings beside the address.",
          );
    case "blocked":
      return microphone
        ? t(
            "Your device’s privacy settings keep the microphone off. You can still listen and write. Allow the microphone for your browser there, then try again.",
          )
        : t(
            "Your device’s privacy settings keep the camera off. You can take part without it. Allow the camera for your browser there, then try again.",
          );
    case "none":
      return microphone
        ? t("No microphone was found. You can still listen and write. Plug one in and try again.")
        : t("No camera was found. You can take part without it. Plug one in and try again.");
    case "busy":
      return microphone
        ? t(
            "Another program is using your microphone. You can still listen and write. Close that program, then try again.",
          )
        : t(
            "Another program is using your camera. You can take part without it. Close that program, then try again.",
          );
    case "unplugged":
      return microphone
        ? t(
            "Your microphone was unplugged or turned off. You can still listen and write. Plug it in and turn it on again.",
          )
        : t(
            "Your camera was unplugged or turned off. You can take part without it. Plug it in and turn it on again.",
          );
    case "insecure":
      return microphone
        ? t(
            "This page wasn’t loaded over a safe connection, so the browser keeps the microphone off. You can still listen and write.",
          )
        : t(
            "This page wasn’t loaded over a safe connection, so the browser keeps the camera off. You can take part without it.",
          );
    default:
      return microphone
        ? t("The microphone didn’t start. You can still listen and write. Try again, or choose another one.")
        : t("The camera didn’t start. You can take part without it. Try again, or choose another one.");
  }
}

function screenSentence(kind: FailureKind): string {
  if (kind === "blocked")
    return t(
      "Your device’s privacy settings don’t let the browser share the screen. Allow it there, then try again.",
    );
  if (kind === "unplugged") return t("Sharing your screen has ended.");
  return t("Sharing your screen didn’t start. Nothing was shown to anyone. You can try again.");
}
