// What a composer shows around its box: people to mention, files that are here or on their way.

import { html, nothing, type TemplateResult } from "lit";
import { face } from "../../../islands/face";
import { t, tn } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import type { Bringing, Coming } from "./conversation_bringing";
import { size } from "./conversation_marks";
import type { Mentions } from "./conversation_mentions";
import type { Attached } from "./conversation_state";
import type { Named } from "./conversation_unsent";

export function mentionList(mentions: Mentions, id: string, take: (who: Named) => void): TemplateResult {
  const { people } = mentions;
  const count = people.length;
  const said = count
    ? tn(
        "{count} person. Arrow keys to choose, Enter to take.",
        "{count} people. Arrow keys to choose, Enter to take.",
        count,
      )
    : "";
  return html`<p class="unseen" role="status">${said}</p>${
    count
      ? html`<ul class="mentions" role="listbox" id=${id} aria-label=${t("People to mention")}>${people.map(
          (who, at) => {
            // Before the box loses its focus, which would close the list.
            const pressed = (event: Event) => {
              event.preventDefault();
              take(who);
            };
            return html`<li role="option" id="${id}-${at}" aria-selected=${at === mentions.at} @pointerdown=${pressed}>${face({ person: who.id, name: who.name }, "small")}<bdi>${who.name}</bdi></li>`;
          },
        )}</ul>`
      : nothing
  }`;
}

export function coming(
  bringing: Bringing,
  files: readonly Attached[],
  drop: (id: string) => void,
): TemplateResult | typeof nothing {
  if (!files.length && !bringing.all.length) return nothing;
  return html`<ul class="attached" aria-label=${t("Files of this message")}>
    ${files.map(
      (file) => html`<li>
        ${file.small ? html`<img src=${file.small} width="44" height="44" alt="">` : icon("paperclip")}
        <span><bdi>${file.name || (file.kind === "image" ? t("A picture") : t("A file"))}</bdi> <span class="soft">${size(file.bytes)}</span></span>
        <button class="button quiet" type="button" @click=${() => drop(file.id)}>${icon("x")}${t("Leave out")}</button>
      </li>`,
    )}
    ${bringing.all.map((one) => onItsWay(one, bringing))}
  </ul>`;
}

function onItsWay(one: Coming, bringing: Bringing): TemplateResult {
  const leaveOut = html`<button class="button quiet" type="button" @click=${() => bringing.drop(one.key)}>${icon("x")}${t("Leave out")}</button>`;
  if (one.problem)
    return html`<li>${icon("circle-alert")}<span role="alert">${one.name}: ${one.problem}</span>
      ${one.again ? html`<button class="button quiet" type="button" @click=${() => bringing.again(one.key)}>${icon("refresh-cw")}${t("Try again")}</button>` : nothing}${leaveOut}</li>`;
  return html`<li>${icon("paperclip")}<span><bdi>${one.name}</bdi> <progress max="1" value=${one.share} aria-label=${t("On its way: {name}", { name: one.name })}></progress></span>${leaveOut}</li>`;
}
