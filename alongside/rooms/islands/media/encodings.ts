/**
 * What we send to each who asked, within what our line carries: sound first, then the screen, then the face.
 * A mesh sends everything once per viewer, so sizes fall as the room fills. A pure judgement.
 */

import type { Encoding } from "./link_options";
import type { Grade, Source } from "./port";
import type { Wanted } from "./wants";

export interface Viewer {
  readonly person: string;
  readonly wants: Wanted;
}

export interface Own {
  /** Height of the picture we capture, pixels, or null without one. */
  readonly cameraHeight: number | null;
  readonly screenHeight: number | null;
  readonly microphoneOn: boolean;
}

interface Rung {
  readonly height: number;
  readonly fps: number;
  readonly kbps: number;
}

/** What everything we send may cost, kbit/s, by grade of our line. Pictures get what sound leaves. */
const BUDGET: Readonly<Record<Grade, number>> = { 0: 0, 1: 350, 2: 900, 3: 3000 };
/** IPv4, UDP, SRTP and extensions of 25 packets a second, kbit/s. */
const SOUND_HEADERS = 25 * 58 * 0.008;
const OFF: Encoding = { active: false, maxBitrate: 30_000 };

function face(size: number, large: boolean): Rung {
  if (size <= 2 && large) return { height: 540, fps: 24, kbps: 900 };
  if (size <= 4) return large ? { height: 360, fps: 20, kbps: 450 } : { height: 180, fps: 12, kbps: 120 };
  if (size <= 6) return large ? { height: 270, fps: 15, kbps: 250 } : { height: 180, fps: 12, kbps: 110 };
  if (size <= 9) return large ? { height: 180, fps: 15, kbps: 150 } : { height: 135, fps: 10, kbps: 80 };
  return large ? { height: 180, fps: 12, kbps: 110 } : { height: 135, fps: 10, kbps: 60 };
}

function shared(size: number, large: boolean): Rung {
  if (!large) return { height: 540, fps: 2, kbps: 120 };
  return size <= 4
    ? { height: 1080, fps: 8, kbps: 900 }
    : { height: 900, fps: 5, kbps: size <= 8 ? 400 : 250 };
}

/** Below this a picture is not worth its bits; fewer people get one instead. */
const LEAST_KBPS = 40;

function encoding(rung: Rung, kbps: number, height: number): Encoding {
  return {
    active: true,
    maxBitrate: Math.round(kbps * 1000),
    maxFramerate: rung.fps,
    scaleResolutionDownBy: Math.max(1, Math.round((height / rung.height) * 100) / 100),
  };
}

/** Sound's bits a second to each listener: in a full room on a weak line eleven copies of it must still fit. */
export function speechBitrate(size: number, up: Grade): number {
  if (up <= 1) return size > 6 ? 14_000 : 16_000;
  return size > 6 ? 20_000 : 24_000;
}

export function share(
  viewers: readonly Viewer[],
  own: Own,
  up: Grade,
  size: number,
): ReadonlyMap<string, Readonly<Record<Source, Encoding>>> {
  const sound: Encoding = { active: true, maxBitrate: speechBitrate(size, up) };
  const voice = own.microphoneOn ? viewers.length * (sound.maxBitrate / 1000 + SOUND_HEADERS) : 0;
  let left = Math.max(0, BUDGET[up] - voice);
  const pictures = (source: "camera" | "screen", height: number | null, ladder: typeof face) => {
    const asking = height === null ? [] : viewers.filter(({ wants }) => wants[source] !== "none");
    const cost = asking.map(({ wants }) => ladder(size, wants[source] === "high" && up === 3).kbps);
    const total = cost.reduce((sum, one) => sum + one, 0);
    const scale = total > left ? left / total : 1;
    const given = new Map<string, Encoding>();
    for (const [at, { person, wants }] of asking.entries()) {
      const kbps = Math.max(LEAST_KBPS, (cost[at] ?? 0) * scale);
      if (kbps > left) break;
      left -= kbps;
      given.set(person, encoding(ladder(size, wants[source] === "high" && up === 3), kbps, height ?? 1));
    }
    return given;
  };
  const screens = pictures("screen", own.screenHeight, shared);
  const faces = pictures("camera", own.cameraHeight, face);
  return new Map(
    viewers.map(({ person }) => [
      person,
      { microphone: sound, camera: faces.get(person) ?? OFF, screen: screens.get(person) ?? OFF },
    ]),
  );
}
