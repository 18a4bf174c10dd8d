/** Carries out the judgements of wants.ts, encodings.ts and network.ts on the links of a mesh. */

import { share, type Viewer } from "./encodings";
import { SOURCES } from "./link_options";
import { Line, middle } from "./network";
import type { Attention, Grade, Source } from "./port";
import { NOTHING, type Someone } from "./someone";
import { ourLoss, read, type Sample } from "./stats";
import { decide } from "./wants";

export interface TunerHost {
  /** Everyone in the room, ourselves too. */
  size(): number;
  own(): Readonly<Record<Source, MediaStreamTrack | null>>;
  wantChanged(someone: Someone): void;
  gradeChanged(quality: { up: Grade; down: Grade }): void;
}

/** Milliseconds between judgements of the line; several causes within `settle` are answered together. */
const JUDGE_EVERY = 1_000;
const SETTLE = 50;
/** While more links than this are opening, pictures wait: voices come first. */
const OPENING_WITH_PICTURES = 3;
/** In larger rooms we find out from below what our line carries, and only once everyone is linked. */
const LARGE = 6;

export class Tuner {
  attention: Attention = { pinned: [], inView: null };
  private readonly up = new Line();
  private readonly down = new Line();
  private next = 0;
  private reading = false;
  private judgedAt = 0;
  private settling = false;
  private entering = true;

  constructor(
    private readonly people: ReadonlyMap<string, Someone>,
    private readonly host: TunerHost,
  ) {}

  get quality(): { readonly up: Grade; readonly down: Grade } {
    return { up: this.up.grade, down: this.down.grade };
  }

  /** Tell a new link what we want, which it hasn't heard yet. */
  greet(someone: Someone): void {
    someone.peer.link?.tell({ n: "want", ...someone.ourWant });
  }

  /** Something changed that wants or encodings depend on. */
  retune(): void {
    if (this.settling) return;
    this.settling = true;
    setTimeout(() => {
      this.settling = false;
      this.ask();
      this.apply();
    }, SETTLE);
  }

  /** Read one link's statistics (they are dear on a slow machine), and judge the line once a second. */
  async step(now: number): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      const linked = [...this.people.values()].filter((someone) => someone.peer.link?.connected === true);
      const someone = linked[this.next++ % Math.max(1, linked.length)];
      const pc = someone?.peer.link?.pc;
      if (someone !== undefined && pc !== undefined) {
        const report = await pc.getStats();
        this.take(someone, read(report.values(), now));
      }
      if (now - this.judgedAt >= JUDGE_EVERY) {
        this.judgedAt = now;
        this.judge(linked, now);
      }
    } catch {
      // the link closed while it was read: the next step reads another
    } finally {
      this.reading = false;
    }
  }

  private take(someone: Someone, sample: Sample): void {
    someone.loss = someone.sample === null ? null : ourLoss(someone.sample, sample);
    someone.sample = sample;
  }

  private judge(linked: readonly Someone[], now: number): void {
    const present = (value: number | null | undefined): value is number => typeof value === "number";
    const rtt = middle(linked.map((someone) => someone.sample?.rtt).filter(present));
    const theirLoss = middle(linked.map((someone) => someone.sample?.theirLoss).filter(present));
    const loss = middle(linked.map((someone) => someone.loss).filter(present));
    const rose = this.up.observe({ loss: theirLoss, rtt }, now);
    const changed = this.down.observe({ loss, rtt }, now) || rose;
    if (changed) this.host.gradeChanged(this.quality);
    this.ask();
    this.apply();
  }

  private ask(): void {
    const people = [...this.people.values()].map((someone) => ({
      person: someone.person,
      cameraOn: someone.on.camera,
      screenOn: someone.on.screen,
      speaking: someone.speaking,
      spokeAt: someone.spokeAt,
    }));
    const hidden = document.visibilityState === "hidden";
    const attention = hidden ? { pinned: [], inView: [] } : this.attention;
    const opening = this.opening();
    const down = opening > OPENING_WITH_PICTURES ? 0 : this.down.grade;
    const wants = decide(people, down, this.host.size(), attention);
    for (const someone of this.people.values()) {
      const want = wants.get(someone.person) ?? NOTHING;
      const same = want.camera === someone.ourWant.camera && want.screen === someone.ourWant.screen;
      someone.ourWant = want;
      if (same) continue;
      this.greet(someone);
      this.host.wantChanged(someone);
    }
  }

  private opening(): number {
    return [...this.people.values()].filter((someone) => someone.link === "connecting").length;
  }

  /** What our line may be trusted with: while we enter a larger room, little; a handshake lost to pictures is a person lost. */
  private trusted(): Grade {
    if (this.entering && this.people.size > 0 && this.opening() === 0) {
      this.entering = false;
      if (this.host.size() > LARGE) this.up.startFrom(2);
    }
    return this.entering && this.host.size() > LARGE ? (Math.min(this.up.grade, 1) as Grade) : this.up.grade;
  }

  private apply(): void {
    const linked = [...this.people.values()].filter((someone) => someone.peer.link?.connected === true);
    const viewers: Viewer[] = linked.map(({ person, theirWant }) => ({ person, wants: theirWant }));
    const own = this.host.own();
    const height = (track: MediaStreamTrack | null, otherwise: number): number | null =>
      track === null ? null : (track.getSettings().height ?? otherwise);
    const sent = {
      cameraHeight: height(own.camera, 360),
      screenHeight: height(own.screen, 1080),
      microphoneOn: own.microphone !== null,
    };
    const shares = share(viewers, sent, this.trusted(), this.host.size());
    for (const someone of linked) {
      const link = someone.peer.link;
      const encodings = shares.get(someone.person);
      if (link === null || encodings === undefined) continue;
      for (const source of SOURCES) void link.encode(source, encodings[source]);
    }
  }
}
