/** Who speaks: loudness made into "began" and "stopped", without flicker. */

/** Loudness as a share of full scale; milliseconds. Speech is about 0.05 to 0.3, a quiet room under 0.01. */
export const VOICE = { clear: 0.05, faint: 0.02, pair: 600, quiet: 1200 } as const;

export class Talking {
  speaking = false;
  level = 0;
  spokeAt: number | null = null;
  private faintAt = Number.NEGATIVE_INFINITY;
  private heardAt = Number.NEGATIVE_INFINITY;

  /**
   * One measurement at `at` milliseconds; returns whether speaking began or stopped. A clear sound begins it; a faint
   * one only together with another, so that one click of a keyboard is nobody speaking.
   */
  hear(level: number, at: number): boolean {
    this.level = Math.max(level, this.level * 0.6);
    if (level >= VOICE.faint) {
      const counts = this.speaking || level >= VOICE.clear || at - this.faintAt <= VOICE.pair;
      this.faintAt = at;
      if (counts) {
        this.heardAt = at;
        this.spokeAt = at;
        if (this.speaking) return false;
        this.speaking = true;
        return true;
      }
    }
    return this.stopIf(this.speaking && at - this.heardAt >= VOICE.quiet);
  }

  /** The microphone went off: nobody speaks. */
  silence(): boolean {
    this.level = 0;
    return this.stopIf(this.speaking);
  }

  private stopIf(stopped: boolean): boolean {
    if (stopped) this.speaking = false;
    return stopped;
  }
}

/** Loudness of a local track, from an AnalyserNode. Close it when done: an audio context is costly. */
export class LevelMeter {
  private readonly context = new AudioContext();
  private readonly analyser = this.context.createAnalyser();
  private readonly source: MediaStreamAudioSourceNode;
  private readonly samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.analyser.fftSize = 4096; // 85 ms at 48 kHz: what is read ten times a second misses little
    this.samples = new Float32Array(this.analyser.fftSize);
    this.source = this.context.createMediaStreamSource(new MediaStream([track]));
    this.source.connect(this.analyser);
    if (this.context.state === "suspended") void this.context.resume();
  }

  /** Root mean square of the last 85 ms, 0 … 1. */
  read(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += sample * sample;
    return Math.min(1, Math.sqrt(sum / this.samples.length));
  }

  close(): void {
    this.source.disconnect();
    void this.context.close();
  }
}

/** Loudness of what we receive, 0 … 1. Works while the element that plays it is muted. */
export function heardLevel(receiver: RTCRtpReceiver, now: number): number {
  const [source] = receiver.getSynchronizationSources?.() ?? [];
  if (source?.audioLevel === undefined || now - source.timestamp > 500) return 0; // silence isn't sent at all
  return source.audioLevel;
}
