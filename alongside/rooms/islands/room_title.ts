/** The heading of the room: what it is called, and how long there is. Rendered into the page's own header. */

import { html, type TemplateResult } from "lit";
import { clock, t, tn } from "../../../islands/i18n";
import { find } from "./room_state";
import type { RoomState } from "./types";
import { list, nameOf } from "./words";

export function roomTitle(state: RoomState, now: number): TemplateResult {
  const { small, room, me } = state;
  if (small) {
    const others = small.people.filter((id) => id !== me.id).map((id) => nameOf(find(state, id)));
    const line = others.length
      ? t("With {names}", { names: list(others) })
      : t("The others are on their way.");
    return html`<h1>${t("Small room {number}", { number: small.number })}</h1><p>${line}</p>`;
  }
  return html`<h1>${room.meeting.title}</h1><p>${timeLine(state, now)}</p>`;
}

function timeLine(state: RoomState, now: number): string {
  const { startsAt, endsAt, doorsCloseAt } = state.room.meeting;
  if (now < Date.parse(startsAt)) return t("Starts at {time}", { time: clock(new Date(startsAt)) });
  const minutes = Math.ceil((Date.parse(endsAt) - now) / 60_000);
  if (minutes > 0) return tn("{count} minute left", "{count} minutes left", minutes);
  return t("The session is over. You may linger until {time}.", { time: clock(new Date(doorsCloseAt)) });
}
