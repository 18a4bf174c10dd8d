/** A link's statistics, read down to what we judge by. Rates are since the sample before. */

export interface Counters {
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly framesDecoded: number;
  readonly framesSent: number;
}

export interface Sample {
  readonly at: number;
  readonly counters: Counters;
  /** What they say they lost of ours, 0 … 1, by packets; null when they said nothing. */
  readonly theirLoss: number | null;
  /** Milliseconds. */
  readonly rtt: number | null;
}

type Row = Record<string, unknown> & { readonly type: string };

function number(row: Row, name: string): number {
  const value = row[name];
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

export function read(report: Iterable<Row>, at: number): Sample {
  const sum = {
    sent: 0,
    received: 0,
    lost: 0,
    bytesSent: 0,
    bytesReceived: 0,
    framesDecoded: 0,
    framesSent: 0,
  };
  const losses: number[] = [];
  let rtt: number | null = null;
  for (const row of report) {
    if (row.type === "inbound-rtp") {
      sum.received += number(row, "packetsReceived");
      sum.lost += number(row, "packetsLost");
      sum.bytesReceived += number(row, "bytesReceived");
      sum.framesDecoded += number(row, "framesDecoded");
    } else if (row.type === "outbound-rtp") {
      sum.sent += number(row, "packetsSent");
      sum.bytesSent += number(row, "bytesSent");
      sum.framesSent += number(row, "framesSent");
    } else if (row.type === "remote-inbound-rtp") {
      losses.push(number(row, "fractionLost"));
    } else if (row.type === "candidate-pair" && row.nominated === true && row.state === "succeeded") {
      rtt = number(row, "currentRoundTripTime") * 1000;
    }
  }
  return { at, counters: sum, theirLoss: losses.length > 0 ? Math.max(...losses) : null, rtt };
}

/** Share of what they sent us that never came, since `before`; null when too little travelled to say. */
export function ourLoss(before: Sample, now: Sample): number | null {
  const received = now.counters.received - before.counters.received;
  const lost = Math.max(0, now.counters.lost - before.counters.lost);
  return received + lost < 10 ? null : lost / (received + lost);
}
