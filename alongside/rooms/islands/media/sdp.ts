/**
 * Speech settings in a session description.
 *
 * An encoder obeys the *remote* description (RFC 7587 §7: fmtp says what the receiver prefers), so each browser sets
 * its own encoder by rewriting what it received, just before applying it. Local descriptions are never touched.
 */

export interface Speech {
  /** Opus target, bits a second. */
  readonly bitrate: number;
  /** Milliseconds of sound in one packet. Headers cost about 460 bits a packet: 40 ms halves that of 20 ms. */
  readonly packetMs: number;
}

export const SPEECH: Speech = { bitrate: 24_000, packetMs: 40 };

/** Opus at `speech`, silence unsent (DTX) and each packet carrying a little of the one before (in-band FEC). */
export function withSpeech(sdp: string, speech: Speech = SPEECH): string {
  const opus = /^a=rtpmap:(\d+) opus\/48000/im.exec(sdp)?.[1];
  if (opus === undefined) return sdp;
  const wanted: Record<string, string> = {
    minptime: "10",
    useinbandfec: "1",
    usedtx: "1",
    stereo: "0",
    maxaveragebitrate: String(speech.bitrate),
  };
  const lines = sdp.split("\r\n").filter((line) => !/^a=(max)?ptime:/.test(line));
  const at = lines.findIndex((line) => line.startsWith(`a=fmtp:${opus} `));
  const given = at < 0 ? [] : (lines[at] ?? "").slice(`a=fmtp:${opus} `.length).split(";");
  const kept = given.filter((pair) => !((pair.split("=")[0] ?? "").trim() in wanted) && pair !== "");
  const fmtp = `a=fmtp:${opus} ${[...kept, ...Object.entries(wanted).map((pair) => pair.join("="))].join(";")}`;
  if (at >= 0) lines[at] = fmtp;
  const rtpmap = lines.findIndex((line) => line.toLowerCase().startsWith(`a=rtpmap:${opus} opus/`));
  lines.splice(rtpmap + 1, 0, ...(at < 0 ? [fmtp] : []), `a=ptime:${speech.packetMs}`);
  return lines.join("\r\n");
}
