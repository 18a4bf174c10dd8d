/**
 * The port through which a room meets people's microphones, cameras and screens.
 *
 * A `MediaRoom` is one room for its whole life: made, connected once, closed once. Nobody is ever "moved": who goes
 * to a breakout closes this room and connects another one with other credentials. That is how the mesh keeps rooms
 * apart, and also all that a self-hosted LiveKit can do. Nothing here knows WebRTC; an adapter does (mesh.ts).
 */

/** What a person can send. `camera` is their face, `screen` what they share. */
export type Source = "microphone" | "camera" | "screen";

/** 3 everything fits · 2 fewer and smaller pictures · 1 one picture at most · 0 sound only. */
export type Grade = 0 | 1 | 2 | 3;

/** `stuck`: tried more than once and still trying; the person is here, but can't be seen or heard by us. */
export type LinkState = "connecting" | "connected" | "stuck";

export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** Adapters differ in what lets a person in; the server says which one it is. */
export interface MeshCredentials {
  readonly kind: "mesh";
  readonly servers: readonly IceServer[];
  /** True: media passes through the program's relay only, so nobody learns another's network address. */
  readonly relayOnly: boolean;
  /** Unix seconds after which a relay refuses these, or null if they don't expire. */
  readonly expiresAt: number | null;
}
export type MediaCredentials = MeshCredentials;

/** Someone else in this room, as we can see and hear them now. Ids are public ids of persons. */
export interface Participant {
  readonly person: string;
  readonly link: LinkState;
  /** What there is to play or show now; null when off, or (camera, screen) when we didn't ask for it. */
  readonly tracks: Readonly<Record<Source, MediaStreamTrack | null>>;
  /** What they have turned on, whether or not we receive it. */
  readonly on: Readonly<Record<Source, boolean>>;
  readonly speaking: boolean;
  /** Loudness 0 … 1, for a meter; speaking has its own hysteresis. */
  readonly level: number;
  /** Clock milliseconds of the last time they spoke, or null. */
  readonly spokeAt: number | null;
}

/** What this person looks at, so that only that is sent to them. */
export interface Attention {
  /** Chosen by the person: always wanted, and large. */
  readonly pinned: readonly string[];
  /** Whose tiles are on the page now; null means all of them. */
  readonly inView: readonly string[] | null;
}

export type ClosedReason = "left" | "revoked" | "elsewhere" | "ended";

export interface MediaRoomEvents {
  participantJoined: Participant;
  participantLeft: Participant;
  /** Anything of a participant changed that isn't told by an event of its own (link, what is on). */
  participantChanged: Participant;
  trackAdded: { participant: Participant; source: Source; track: MediaStreamTrack };
  trackRemoved: { participant: Participant; source: Source };
  /** Somebody began or stopped speaking; also ourselves. */
  speaking: { person: string; speaking: boolean };
  /** How well our own line carries what we send (`up`) and receive (`down`). */
  quality: { up: Grade; down: Grade };
  /** The link to someone can't be made yet (true), or is there after all (false). It keeps trying. */
  stuck: { participant: Participant; stuck: boolean };
  /** This room is over for us; every link is closed. */
  closed: { reason: ClosedReason };
}

export type RoomState = "new" | "connecting" | "open" | "closed";

export interface MediaRoom {
  /** The server's key of this room. */
  readonly key: string;
  readonly state: RoomState;
  readonly participants: ReadonlyMap<string, Participant>;
  /** Clock milliseconds of our own last words, and whether we speak now. */
  readonly own: { readonly speaking: boolean; readonly level: number; readonly spokeAt: number | null };
  readonly quality: { readonly up: Grade; readonly down: Grade };

  /**
   * Enter. Listening needs no permission and no track. Resolves once this person is in the room and everyone in it is
   * being connected to; rejects with an Error when the server refuses. `renew` fetches fresh credentials when these
   * expire. Any other room that this page still holds is closed first.
   */
  connect(credentials: MediaCredentials, renew?: () => Promise<MediaCredentials>): Promise<void>;
  /** Leave: when it returns no link is open. Tracks stay with whoever made them. Calling it again does nothing. */
  close(): Promise<void>;

  /** Send this track, or nothing. May be called before connect. The room never stops a track it was given. */
  setMicrophone(track: MediaStreamTrack | null): Promise<void>;
  setCamera(track: MediaStreamTrack | null): Promise<void>;
  setScreen(track: MediaStreamTrack | null): Promise<void>;

  attend(attention: Attention): void;
  /** The server no longer has this person in the room: cut them off now rather than wait for their return. */
  dismiss(person: string): void;

  on<K extends keyof MediaRoomEvents>(name: K, heard: (detail: MediaRoomEvents[K]) => void): () => void;
}
