/**
 * How well a line carries media, as a grade that falls at once and rises slowly: a line that could not carry more a
 * moment ago is asked again after ten seconds, then twenty, forty …, so that pictures don't flicker on a weak line.
 */

import type { Grade } from "./port";

export interface Weather {
  /** Share of packets lost, 0 … 1, or null when nothing travelled. */
  readonly loss: number | null;
  /** Round trip in milliseconds, or null when unknown. */
  readonly rtt: number | null;
}

/** Milliseconds. */
const CALM_BEFORE_RISE = 10_000;
const LONGEST_CALM = 160_000;
/** A fall this soon after a rise says that the rise was too much. */
const TOO_SOON = 15_000;

export function gradeOf({ loss, rtt }: Weather): Grade {
  const lost = loss ?? 0;
  const late = rtt ?? 0;
  if (lost > 0.15 || late > 2_500) return 0;
  if (lost > 0.07 || late > 1_200) return 1;
  if (lost > 0.03 || late > 600) return 2;
  return 3;
}

export class Line {
  grade: Grade = 3;
  private worse = 0;
  private calmSince: number | null = null;
  private calm = CALM_BEFORE_RISE;
  private roseAt = Number.NEGATIVE_INFINITY;

  /** Expect no more than this at first; calm raises it. */
  startFrom(grade: Grade): void {
    if (grade < this.grade) this.grade = grade;
  }

  /** Feed about once a second; `at` in milliseconds. Returns whether the grade changed. */
  observe(weather: Weather, at: number): boolean {
    const seen = gradeOf(weather);
    if (seen < this.grade) {
      this.calmSince = null;
      this.worse += 1;
      if (this.worse < 2) return false; // one bad second is not bad weather
      this.worse = 0;
      this.calm = at - this.roseAt < TOO_SOON ? Math.min(this.calm * 2, LONGEST_CALM) : CALM_BEFORE_RISE;
      this.grade = seen;
      return true;
    }
    this.worse = 0;
    if (seen === this.grade) {
      this.calmSince = null;
      return false;
    }
    this.calmSince ??= at;
    if (at - this.calmSince < this.calm) return false;
    this.calmSince = at;
    this.roseAt = at;
    this.grade = (this.grade + 1) as Grade;
    return true;
  }
}

/** The middle value: one person on a bad line must not make us think that ours is. */
export function middle(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
