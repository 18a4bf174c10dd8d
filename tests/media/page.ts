/** The page of the media tests: the mesh that ships, one person, and handles for the test to pull. */

import { LiveSignaller } from "../../alongside/rooms/islands/media/live_signaller";
import { expose } from "../../alongside/rooms/islands/media/debug";
import type { Link } from "../../alongside/rooms/islands/media/link";
import { BROWSER } from "../../alongside/rooms/islands/media/engine";
import { MeshRoom } from "../../alongside/rooms/islands/media/mesh";
import type { Participant, Source } from "../../alongside/rooms/islands/media/port";
import { LiveSocket } from "../../islands/socket";

const socket = new LiveSocket();

let room: MeshRoom | null = null;
const log: string[] = [];
const videos = new Map<string, HTMLVideoElement | HTMLAudioElement>();

function play(participant: Participant, source: Source, track: MediaStreamTrack): void {
  const element = document.createElement(source === "microphone" ? "audio" : "video");
  element.autoplay = true;
  element.srcObject = new MediaStream([track]);
  document.body.append(element);
  videos.set(`${participant.person} ${source}`, element);
}

async function enter(key: string, relayOnly = false): Promise<void> {
  const entering = new MeshRoom(key, new LiveSignaller(socket, `media:${key}`));
  entering.on("trackAdded", ({ participant, source, track }) => play(participant, source, track));
  entering.on("trackRemoved", ({ participant, source }) => {
    videos.get(`${participant.person} ${source}`)?.remove();
    videos.delete(`${participant.person} ${source}`);
  });
  entering.on("speaking", ({ person, speaking }) => log.push(`${person} ${speaking ? "speaks" : "stops"}`));
  entering.on("participantLeft", ({ person }) => log.push(`${person} left`));
  entering.on("participantJoined", ({ person }) => log.push(`${person} joined`));
  entering.on("stuck", ({ participant, stuck }) => log.push(`${participant.person} ${stuck ? "stuck" : "unstuck"}`));
  entering.on("closed", ({ reason }) => log.push(`closed: ${reason}`));
  entering.on("quality", ({ up, down }) => log.push(`quality ${up} ${down}`));
  room = entering;
  expose(entering);
  for (const [source, track] of own) await set(source, track);
  await entering.connect({ kind: "mesh", servers: [], relayOnly, expiresAt: null });
}

const own = new Map<Source, MediaStreamTrack>();

async function set(source: Source, track: MediaStreamTrack | null): Promise<void> {
  if (track === null) own.delete(source);
  else own.set(source, track);
  if (source === "microphone") await room?.setMicrophone(track);
  else if (source === "camera") await room?.setCamera(track);
  else await room?.setScreen(track);
}

async function camera(width: number, height: number, frameRate: number): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate } });
  await set("camera", stream.getVideoTracks()[0] ?? null);
}

async function microphone(): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  await set("microphone", stream.getAudioTracks()[0] ?? null);
}

/** Stands in for a shared screen: a drawing that changes. */
async function screen(): Promise<void> {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 360;
  const pen = canvas.getContext("2d");
  let at = 0;
  setInterval(() => pen?.fillRect((at += 7) % 600, (at * 3) % 320, 20, 20), 100);
  await set("screen", canvas.captureStream(5).getVideoTracks()[0] ?? null);
}

function off(source: Source): Promise<void> {
  own.get(source)?.stop();
  return set(source, null);
}

/** What a link was doing, for the message of a failed test. */
function told(link: Link | null): string {
  if (link === null) return "no link";
  const { pc, name } = link;
  const heard = pc.remoteDescription ? "has theirs" : "lacks theirs";
  return `${name.n} ${link.role} ${pc.signalingState} ${pc.iceGatheringState} ${pc.iceConnectionState} ${pc.connectionState} ${heard}`;
}

function seen(): Record<string, unknown> {
  const people = [...(room?.people.values() ?? [])];
  return Object.fromEntries(
    people.map(({ person, link, on, tracks, peer }) => [
      person,
      { link, on, pc: told(peer.link), shown: Object.keys(tracks).filter((source) => tracks[source as Source] !== null) },
    ]),
  );
}

/** Many people in one page, each in a room object of their own, to be the others for one person. */
const crowd = new Map<string, MeshRoom>();

async function gather(names: string[], talking: number, onCamera: number): Promise<void> {
  const face = (await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 180, frameRate: 10 } })).getVideoTracks()[0];
  const voice = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks()[0];
  for (const [at, name] of names.entries()) {
    const signaller = new LiveSignaller(new LiveSocket(`/live/ticket?person=${name}`), "media:hall");
    const one = new MeshRoom("hall", signaller, { ...BROWSER, held: { room: null } });
    one.on("trackAdded", ({ participant, source, track }) => play({ ...participant, person: `${name} ${participant.person}` }, source, track));
    crowd.set(name, one);
    if (at < talking) await one.setMicrophone(voice ?? null);
    if (at < onCamera) await one.setCamera(face ?? null);
    await one.connect({ kind: "mesh", servers: [], relayOnly: false, expiresAt: null });
  }
}

/** What of one kind came over a link: packets, how much of the sound was made up, and pictures. */
async function got(of: MeshRoom | null, person: string): Promise<Record<string, number>> {
  const pc = of?.people.get(person)?.peer.link?.pc;
  const found = { packets: 0, concealed: 0, samples: 0, frames: 0 };
  for (const row of (await pc?.getStats())?.values() ?? []) {
    if (row.type !== "inbound-rtp") continue;
    if (row.kind === "video") found.frames += row.framesDecoded;
    else {
      found.packets += row.packetsReceived;
      found.concealed += row.concealedSamples - (row.silentConcealedSamples ?? 0);
      found.samples += row.totalSamplesReceived;
    }
  }
  return found;
}

const heardOf = (person: string) =>
  Promise.all([...crowd.values()].map((one) => got(one, person)));
const heardBy = (names: string[]) => Promise.all(names.map((name) => got(room, name)));

const harness = { gather, heardOf, heardBy, crowd, enter, camera, microphone, screen, off, seen, log, leave: () => room?.close(), room: () => room };
declare global {
  interface Window {
    harness: typeof harness;
  }
}
window.harness = harness;
