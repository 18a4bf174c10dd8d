/** VP8 before H.264, nothing heavier: a mesh encodes once for every person who looks. */

const LIGHT = ["video/vp8", "video/h264", "video/rtx"];

export function preferLightCodecs(transceiver: RTCRtpTransceiver): void {
  const weight = (codec: RTCRtpCodec): number => LIGHT.indexOf(codec.mimeType.toLowerCase());
  const capable = RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? [];
  const chosen = capable.filter((codec) => weight(codec) >= 0);
  chosen.sort((a, b) => weight(a) - weight(b));
  if (chosen.length > 0) transceiver.setCodecPreferences?.(chosen);
}
