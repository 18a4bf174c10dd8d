import { describe, expect, it } from "vitest";
import { gradeOf, Line, middle } from "./network";
import { ourLoss, read } from "./stats";

const GOOD = { loss: 0, rtt: 30 };
const BAD = { loss: 0.1, rtt: 30 };

/** Feeds one weather for some seconds, from `at`; returns the time after. */
function feed(line: Line, weather: typeof GOOD, seconds: number, at: number): number {
  for (let second = 0; second < seconds; second += 1) line.observe(weather, at + second * 1000);
  return at + seconds * 1000;
}

describe("the grade of a line", () => {
  it("is read from loss and delay", () => {
    expect([0, 0.04, 0.1, 0.3].map((loss) => gradeOf({ loss, rtt: null }))).toEqual([3, 2, 1, 0]);
    expect([50, 800, 1500, 4000].map((rtt) => gradeOf({ loss: null, rtt }))).toEqual([3, 2, 1, 0]);
    expect(gradeOf({ loss: null, rtt: null })).toBe(3);
  });

  it("doesn't fall for one bad second, and falls at the second", () => {
    const line = new Line();
    expect(line.observe(BAD, 0)).toBe(false);
    expect(line.observe(GOOD, 1000)).toBe(false);
    expect(line.observe(BAD, 2000)).toBe(false);
    expect(line.observe(BAD, 3000)).toBe(true);
    expect(line.grade).toBe(1);
  });

  it("rises one step after ten calm seconds", () => {
    const line = new Line();
    let at = feed(line, BAD, 2, 0);
    at = feed(line, GOOD, 10, at);
    expect(line.grade).toBe(1);
    feed(line, GOOD, 1, at);
    expect(line.grade).toBe(2);
  });

  it("starts from below where it is told to, and rises from there", () => {
    const line = new Line();
    line.startFrom(2);
    expect(line.grade).toBe(2);
    feed(line, GOOD, 11, 0);
    expect(line.grade).toBe(3);
    feed(line, BAD, 2, 11_000);
    line.startFrom(2);
    expect(line.grade).toBe(1);
  });

  it("waits longer each time that rising was too much", () => {
    const line = new Line();
    let at = feed(line, BAD, 2, 0);
    at = feed(line, GOOD, 11, at);
    expect(line.grade).toBe(2);
    at = feed(line, BAD, 2, at); // too much: down again
    expect(line.grade).toBe(1);
    at = feed(line, GOOD, 11, at);
    expect(line.grade).toBe(1);
    feed(line, GOOD, 10, at);
    expect(line.grade).toBe(2);
  });

  it("is judged by the middle of all links: one person's bad line isn't ours", () => {
    expect(middle([0.3, 0, 0.01])).toBe(0.01);
    expect(middle([])).toBeNull();
  });
});

describe("statistics", () => {
  const report = (received: number, lost: number) => [
    {
      type: "inbound-rtp",
      packetsReceived: received,
      packetsLost: lost,
      bytesReceived: 10,
      framesDecoded: 4,
    },
    { type: "outbound-rtp", packetsSent: 7, bytesSent: 70, framesSent: 2 },
    { type: "remote-inbound-rtp", fractionLost: 0.25 },
    { type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: 0.08 },
    { type: "codec", clockRate: 48000 },
  ];

  it("are read down to what we judge by", () => {
    const sample = read(report(100, 0), 5);
    expect(sample).toMatchObject({ at: 5, theirLoss: 0.25, rtt: 80 });
    expect(sample.counters).toMatchObject({ sent: 7, received: 100, framesDecoded: 4, bytesSent: 70 });
    expect(read([], 0)).toMatchObject({ theirLoss: null, rtt: null });
  });

  it("say what was lost since the last time, and nothing where too little travelled", () => {
    expect(ourLoss(read(report(100, 0), 0), read(report(190, 10), 1))).toBeCloseTo(0.1);
    expect(ourLoss(read(report(100, 0), 0), read(report(103, 1), 1))).toBeNull();
  });
});
