import { describe, expect, it } from "vitest";
import { share, speechBitrate, type Viewer } from "./encodings";
import type { Grade } from "./port";
import type { Want } from "./signals";

function viewers(count: number, camera: Want, screen: Want = "none"): Viewer[] {
  return Array.from({ length: count }, (_, at) => ({ person: `p${at}`, wants: { camera, screen } }));
}

const CAMERA = { cameraHeight: 360, screenHeight: null, microphoneOn: true };

/** Bits a second of everything we would send: headers of sound too (25 packets of 58 bytes). */
function cost(count: number, up: Grade, camera: Want): number {
  const shares = share(viewers(count, camera), CAMERA, up, count + 1);
  let sum = 0;
  for (const { microphone, camera: face } of shares.values())
    sum += microphone.maxBitrate + 25 * 58 * 8 + (face.active ? face.maxBitrate : 0);
  return sum;
}

describe("what we send to each", () => {
  it("lets a voice reach eleven people over 400 kbit/s once the line is known to be weak", () => {
    expect(cost(11, 0, "high")).toBeLessThan(400_000);
    expect(cost(11, 1, "high")).toBeLessThan(400_000);
  });

  it("fits an ordinary line in a room of twelve in which everyone looks at us", () => {
    expect(cost(11, 3, "high")).toBeLessThan(2_500_000);
  });

  it("falls with every grade, down to sound alone", () => {
    const costs = ([3, 2, 1, 0] as const).map((grade) => cost(11, grade, "high"));
    expect([...costs].sort((a, b) => b - a)).toEqual(costs);
    const alone = share(viewers(11, "high"), CAMERA, 0, 12);
    expect([...alone.values()].some((one) => one.camera.active)).toBe(false);
    expect([...alone.values()].every((one) => one.microphone.active)).toBe(true);
  });

  it("sends a picture to nobody who didn't ask, and no more than a camera gives", () => {
    const none = share(viewers(3, "none"), CAMERA, 3, 4);
    expect([...none.values()].some((one) => one.camera.active)).toBe(false);
    const small = share(
      viewers(1, "high"),
      { cameraHeight: 90, screenHeight: null, microphoneOn: false },
      3,
      2,
    );
    expect(small.get("p0")?.camera.scaleResolutionDownBy).toBe(1);
  });

  it("gives the screen before the face", () => {
    const both = share(
      viewers(8, "low", "high"),
      { cameraHeight: 360, screenHeight: 1080, microphoneOn: false },
      2,
      9,
    );
    const screens = [...both.values()].filter((one) => one.screen.active).length;
    const faces = [...both.values()].filter((one) => one.camera.active).length;
    expect(screens).toBeGreaterThan(faces);
  });

  it("makes speech smaller in a full room and on a weak line", () => {
    expect(speechBitrate(4, 3)).toBe(24_000);
    expect(speechBitrate(12, 3)).toBeLessThan(24_000);
    expect(speechBitrate(12, 0)).toBeLessThan(speechBitrate(12, 3));
  });
});
