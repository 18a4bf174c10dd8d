/** Which notices a room shows now: a pure answer to what is true. The most pressing first. */

import { clock, t, tn } from "../../../islands/i18n";
import type { NoticeBar } from "./notices";
import type { Trouble } from "./own_media";
import { find } from "./room_state";
import type { Broadcast, RoomState } from "./types";
import { list, named, nameOf, secondsLeft } from "./words";

export interface Facts {
  readonly state: RoomState;
  readonly now: number;
  readonly isUp: boolean;
  readonly isElsewhere: boolean;
  readonly soundHeld: boolean;
  readonly askedToMute: string | null;
  /** The session has another time since this person came in. */
  readonly isMoved: boolean;
  readonly micOn: boolean;
  readonly troubles: readonly Trouble[];
  readonly quality: { readonly up: number; readonly down: number };
  /** Who can't be reached by media for now. */
  readonly stuck: readonly string[];
  /** The last word to all rooms that this person hasn't put away. */
  readonly said: Broadcast | null;
}

export interface Acts {
  comeBack(): void;
  playSound(): void;
  mute(): void;
  dismiss(what: string): void;
  answer(call: string): void;
  admit(person: string): void;
}

export function notices(facts: Facts, acts: Acts): readonly NoticeBar[] {
  if (facts.isElsewhere) {
    return [
      {
        key: "elsewhere",
        icon: "monitor",
        words: t("You are in this room in another window. This one rests; your place is kept."),
        actions: [{ words: t("Come back here"), act: acts.comeBack }],
      },
    ];
  }
  return [
    ...line(facts),
    ...sound(facts, acts),
    ...moved(facts, acts),
    ...asked(facts, acts),
    ...help(facts, acts),
    ...alone(facts),
    ...said(facts, acts),
    ...trouble(facts, acts),
    ...presence(facts),
  ];
}

function line({ isUp, quality, stuck, state }: Facts): NoticeBar[] {
  if (!isUp) {
    return [
      {
        key: "line",
        icon: "wifi-off",
        words: t(
          "The line is lost. Your place is kept, and we are trying again. What you write is kept too.",
        ),
      },
    ];
  }
  if (quality.down <= 1 || quality.up === 0) {
    return [
      {
        key: "weak",
        icon: "signal-low",
        words: t("Weak connection: sound comes first, pictures may pause. Your place is kept."),
      },
    ];
  }
  if (stuck.length) {
    const names = list(stuck.map((id) => nameOf(find(state, id))));
    return [
      {
        key: "stuck",
        icon: "signal-low",
        words: t("You can’t hear {names} yet. We keep trying; the chat reaches them.", { names }),
      },
    ];
  }
  return [];
}

function sound({ soundHeld }: Facts, acts: Acts): NoticeBar[] {
  if (!soundHeld) return [];
  return [
    {
      key: "sound",
      icon: "volume-x",
      words: t("Your browser is holding the sound back."),
      actions: [{ words: t("Turn the sound on"), act: acts.playSound }],
    },
  ];
}

function moved({ isMoved, state }: Facts, acts: Acts): NoticeBar[] {
  if (!isMoved) return [];
  const { startsAt, endsAt } = state.room.meeting;
  const times = { start: clock(new Date(startsAt)), end: clock(new Date(endsAt)) };
  return [
    {
      key: "moved",
      icon: "clock",
      tone: "says",
      words: t("This session was moved: it goes from {start} to {end} now. You can wait here.", times),
      actions: [{ words: t("All right"), act: () => acts.dismiss("moved") }],
    },
  ];
}

function asked({ askedToMute, micOn }: Facts, acts: Acts): NoticeBar[] {
  if (askedToMute === null || !micOn) return [];
  return [
    {
      key: "mute",
      icon: "mic-off",
      tone: "warm",
      words: t("You are asked to turn your microphone off for a moment. Often it is only noise."),
      actions: [
        { words: t("Turn it off"), act: acts.mute },
        { words: t("Leave it on"), act: () => acts.dismiss("mute") },
      ],
    },
  ];
}

/** For staff, wherever they are: someone asks them to come, someone is nearly in. */
function help({ state }: Facts, acts: Acts): NoticeBar[] {
  if (!state.staff) return [];
  const calls = state.staff.calls
    .filter((call) => !call.answeredAt)
    .map(
      (call): NoticeBar => ({
        key: `call-${call.id}`,
        icon: "hand",
        tone: "warm",
        words: t("Room {room} asks you to come ({name}).", {
          room: call.room,
          name: named(nameOf(find(state, call.by))),
        }),
        actions: [{ words: t("Go there"), act: () => acts.answer(call.id) }],
      }),
    );
  const [first, ...more] = state.staff.waiting;
  if (!first) return calls;
  const words = more.length
    ? t("{names} are nearly in.", { names: list([first, ...more].map((one) => one.name)) })
    : t("{name} is nearly in.", { name: named(first.name) });
  const letIn = { words: t("Let {name} in", { name: named(first.name) }), act: () => acts.admit(first.id) };
  return [...calls, { key: "waiting", icon: "door-open", tone: "warm", words, actions: [letIn] }];
}

/** Someone is about to be left alone: five seconds' notice of where they go. */
function alone({ state, now }: Facts): NoticeBar[] {
  return (state.small?.notices ?? []).map((notice) => {
    const seconds = secondsLeft(notice.at, now);
    const isMe = notice.person === state.me.id;
    const name = named(nameOf(find(state, notice.person)));
    const words = isMe
      ? notice.to === null
        ? t("So that you aren’t alone, you go back to the main room in {seconds} seconds.", { seconds })
        : t("So that you aren’t alone, you join Room {number} in {seconds} seconds.", {
            seconds,
            number: notice.to,
          })
      : notice.to === null
        ? t("{name} goes back to the main room in a moment.", { name })
        : t("{name} joins Room {number} in a moment.", { name, number: notice.to });
    return { key: `alone-${notice.person}`, icon: "move", tone: "says", words };
  });
}

function said({ said: word, state }: Facts, acts: Acts): NoticeBar[] {
  if (!word || word.by === state.me.id) return [];
  return [
    {
      key: `said-${word.id}`,
      icon: "megaphone",
      tone: "says",
      words: t("{name}, to all rooms: “{text}”", { name: named(word.name), text: word.text }),
      actions: [{ words: t("Thanks, put it away"), act: () => acts.dismiss(`said-${word.id}`) }],
    },
  ];
}

function trouble({ troubles }: Facts, acts: Acts): NoticeBar[] {
  return troubles.map((one) => ({
    key: `trouble-${one.source}`,
    icon: one.source === "camera" ? "video-off" : one.source === "screen" ? "monitor" : "mic-off",
    words: one.words,
    actions: [{ words: t("All right"), act: () => acts.dismiss(`trouble-${one.source}`) }],
  }));
}

/** Said in small rooms too: they close as well. */
function hostGone(closesAt: string, now: number): NoticeBar {
  const minutes = Math.max(1, Math.ceil(secondsLeft(closesAt, now) / 60));
  const words = tn(
    "No host is here just now. If none comes back, the room closes in about {count} minute. You go in again by yourself when one is here.",
    "No host is here just now. If none comes back, the room closes in about {count} minutes. You go in again by yourself when one is here.",
    minutes,
  );
  return { key: "host-gone", icon: "clock", tone: "says", words };
}

function presence({ state, now }: Facts): NoticeBar[] {
  if (state.room.closesAt !== null && !state.room.staffed) return [hostGone(state.room.closesAt, now)];
  if (state.small || state.room.staffed) return [];
  const paged = (state.staff?.pagings ?? []).filter((one) => one.cameAt === null).map((one) => one.name);
  return [
    {
      key: "unstaffed",
      icon: "clock",
      words: paged.length
        ? tn(
            "No one on staff is here yet. {names} has been asked to come.",
            "No one on staff is here yet. {names} have been asked to come.",
            paged.length,
            { names: list(paged) },
          )
        : t(
            "No one on staff is here yet. They are being asked to come. You can already talk with each other.",
          ),
    },
  ];
}
