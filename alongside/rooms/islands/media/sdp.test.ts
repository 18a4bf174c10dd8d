import { describe, expect, it } from "vitest";
import { withSpeech } from "./sdp";

const GIVEN = [
  "v=0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
  "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc",
  "a=fmtp:111 minptime=10;useinbandfec=1;cbr=0",
  "a=ptime:20",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=rtpmap:96 VP8/90000",
  "",
].join("\r\n");

describe("speech in a description", () => {
  const lines = withSpeech(GIVEN, { bitrate: 16_000, packetMs: 60 }).split("\r\n");

  it("has silence unsent, repair in band, and its rate; what else was there stays", () => {
    const fmtp = lines.filter((line) => line.startsWith("a=fmtp:111"));
    expect(fmtp).toHaveLength(1);
    for (const pair of ["usedtx=1", "useinbandfec=1", "maxaveragebitrate=16000", "cbr=0"])
      expect(fmtp[0]).toContain(pair);
    expect(fmtp[0]?.match(/useinbandfec/g)).toHaveLength(1);
  });

  it("has one packet time, within its own media section", () => {
    expect(lines.filter((line) => line.startsWith("a=ptime"))).toEqual(["a=ptime:60"]);
    expect(lines.indexOf("a=ptime:60")).toBeLessThan(lines.findIndex((line) => line.startsWith("m=video")));
  });

  it("adds the line where there was none, and leaves a description without Opus as it is", () => {
    const bare = GIVEN.replace(/a=fmtp:111.*\r\n/, "");
    expect(withSpeech(bare)).toContain("a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1");
    expect(withSpeech("v=0\r\nm=video 9 X 96\r\n")).toBe("v=0\r\nm=video 9 X 96\r\n");
  });
});
