/**
 * <al-controls>: microphone, camera, hand, reactions, today's way, panel, leave. Everything has a word and a key.
 *
 *   .me · .handUp · .micOn · .camOn · .sharing · .maySpeak (false: chat-only today) · .panelOpen · .hideSelf · .leaveUrl
 *
 *   <button class="control" aria-pressed="false"><svg class="icon"><span>Mic off</span></button> …
 *   <dialog class="dialog" data-dialog="react|way|more|keys">
 *
 * Asks: hand, way, react. Wishes: microphone, camera, screen, panel, device choice, self-view. Leaving is a plain
 * form post, so that it works however the script fares.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { csrf } from "../../../islands/post";
import { ask, closeDialog, openDialog, wish } from "./bits";
import { keepKeysRest, keysRest } from "./preferences";
import type { Me, Way } from "./types";
import { REACTIONS, reactionIcon, reactionWord, WAYS, wayHint, wayIcon, wayWord } from "./words";

export class Controls extends LightElement {
  static override properties = {
    me: { attribute: false },
    micOn: { type: Boolean },
    camOn: { type: Boolean },
    sharing: { type: Boolean },
    panelOpen: { type: Boolean },
    hideSelf: { type: Boolean },
    leaveUrl: {},
  };

  me: Me | null = null;
  micOn = false;
  camOn = false;
  sharing = false;
  panelOpen = true;
  hideSelf = false;
  leaveUrl = "";

  /** What a key does; also called by al-room for keys pressed anywhere in the room. True when it did something. */
  press(key: string): boolean {
    switch (key) {
      case "m":
        wish(this, { kind: "microphone" });
        return true;
      case "v":
        wish(this, { kind: "camera" });
        return true;
      case "h":
        this.hand();
        return true;
      case "r":
        openDialog(this, "[data-dialog=react]");
        return true;
      case "w":
        openDialog(this, "[data-dialog=way]");
        return true;
      case "p":
        wish(this, { kind: "panel" });
        return true;
      case "?":
        openDialog(this, "[data-dialog=keys]");
        return true;
      default:
        return false;
    }
  }

  private hand(): void {
    ask(this, "hand", { up: this.me?.hand ? 0 : 1 });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { me } = this;
    if (!me) return nothing;
    return html`
      ${this.toggle("microphone", this.micOn ? "mic" : "mic-off", t("Mic"), this.micOn ? t("on") : t("off"), this.micOn)}
      ${this.toggle("camera", this.camOn ? "video" : "video-off", t("Camera"), this.camOn ? t("on") : t("off"), this.camOn)}
      <button class="control" type="button" data-control="hand" aria-pressed=${me.hand !== null} @click=${this.hand}>${icon("hand")}<span>${t("Hand")}</span></button>
      <button class="control wide-only" type="button" aria-haspopup="dialog" @click=${() => this.press("r")}>${icon("heart")}<span>${t("React")}</span></button>
      <button class="control on wide-only" type="button" aria-haspopup="dialog" @click=${() => this.press("w")}>${icon(wayIcon[me.way])}<span><span class="unseen">${t("How you are here:")} </span>${wayWord(me.way)}</span></button>
      <button class="control" type="button" aria-haspopup="dialog" @click=${() => openDialog(this, "[data-dialog=more]")}>${icon("ellipsis")}<span>${t("More")}</span></button>
      <button class="control roomy ${this.panelOpen ? "on" : ""}" type="button" aria-expanded=${this.panelOpen} @click=${() => wish(this, { kind: "panel" })}>${icon("panel-right")}<span>${t("Panel")}</span></button>
      <form class="control-form" method="post" action=${this.leaveUrl} @submit=${() => wish(this, { kind: "leave" })}>
        <input type="hidden" name="csrfmiddlewaretoken" value=${csrf()}>
        <button class="control">${icon("log-out")}<span>${t("Leave")}</span></button>
      </form>
      ${this.react()} ${this.way(me)} ${this.more(me)} ${this.keys()}`;
  }

  private toggle(
    kind: "microphone" | "camera",
    mark: string,
    word: string,
    state: string,
    on: boolean,
  ): TemplateResult {
    return html`<button class="control" type="button" data-control=${kind} aria-pressed=${on} @click=${() => wish(this, { kind })}>
      ${icon(mark)}<span>${word}<span class="wide-only" aria-hidden="true">${state}</span></span></button>`;
  }

  private react(): TemplateResult {
    return html`<dialog class="dialog" data-dialog="react" aria-labelledby="react-title">
      <h2 id="react-title">${t("Send a reaction")}</h2>
      <div class="reactions">${REACTIONS.map(
        (reaction) =>
          html`<button class="button" type="button" @click=${(event: Event) => {
            ask(this, "react", { reaction });
            closeDialog(event);
          }}>${icon(reactionIcon[reaction])}${reactionWord(reaction)}</button>`,
      )}</div>
      <p class="soft">${t("Everyone here sees it for a moment.")}</p>
      ${close()}
    </dialog>`;
  }

  private way(me: Me): TemplateResult {
    const choose = (way: Way) => (event: Event) => {
      if (way !== me.way) ask(this, "way", { way });
      closeDialog(event);
    };
    return html`<dialog class="dialog" data-dialog="way" aria-labelledby="way-title">
      <h2 id="way-title">${t("How would you like to be here now?")}</h2>
      <p class="soft">${t("Every way counts. Nobody will call on you for more.")}</p>
      <div class="stack">${WAYS.map(
        (
          way,
        ) => html`<button class="button way wide ${way === me.way ? "chosen" : ""}" type="button" aria-pressed=${way === me.way}
          ?disabled=${(way === "voice" || way === "camera") && me.overheard === "yes"} @click=${choose(way)}>
          ${icon(wayIcon[way])}<span>${wayWord(way)} <small>${wayHint(way)}</small></span></button>`,
      )}</div>
      ${me.overheard === "yes" ? html`<p class="soft">${t("You said others can overhear you, so today you only type.")}</p>` : nothing}
      ${close()}
    </dialog>`;
  }

  private more(me: Me): TemplateResult {
    const then = (key: string) => (event: Event) => {
      closeDialog(event);
      this.press(key);
    };
    const share = me.mayShare || me.isHost;
    return html`<dialog class="dialog" data-dialog="more" aria-labelledby="more-title">
      <h2 id="more-title">${t("More")}</h2>
      <div class="stack">
        <button class="button wide" type="button" @click=${then("r")}>${icon("heart")}${t("Send a reaction")}</button>
        <button class="button wide" type="button" @click=${then("w")}>${icon(wayIcon[me.way])}${t("Change how you are here")}</button>
        <button class="button wide" type="button" @click=${then("p")}>${icon("panel-right")}${this.panelOpen ? t("Hide the panel") : t("Show the panel")}</button>
        ${
          share
            ? html`<button class="button wide" type="button" data-control="screen" @click=${(
                event: Event,
              ) => {
                closeDialog(event);
                wish(this, { kind: "screen" });
              }}>${icon("monitor-up")}${this.sharing ? t("Stop showing your screen") : t("Show your screen")}</button>`
            : nothing
        }
        <label class="check"><input type="checkbox" .checked=${this.hideSelf} @change=${(event: Event) =>
          wish(this, {
            kind: "self-view",
            hidden: (event.target as HTMLInputElement).checked,
          })}><span>${t("Hide my own picture from me")}</span></label>
        <al-devices></al-devices>
        <button class="button wide" type="button" @click=${then("?")}>${icon("circle-help")}${t("Keys you can press")}</button>
      </div>
      ${close()}
    </dialog>`;
  }

  private keys(): TemplateResult {
    const rest = (event: Event) => {
      const isOff = (event.target as HTMLInputElement).checked;
      keepKeysRest(isOff);
      wish(this, { kind: "keys", rest: isOff });
    };
    const all: readonly (readonly [string, string])[] = [
      ["M", t("Microphone on or off")],
      ["V", t("Camera on or off")],
      ["H", t("Raise or lower your hand")],
      ["R", t("Send a reaction")],
      ["W", t("Change how you are here")],
      ["P", t("Show or hide the panel")],
      ["?", t("This list")],
      [t("Esc twice"), t("Quick exit")],
    ];
    return html`<dialog class="dialog" data-dialog="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">${t("Keys you can press")}</h2>
      <p class="soft">${t("They rest while you write.")}</p>
      <dl class="facts keys">${all.map(([key, words]) => html`<dt><kbd>${key}</kbd></dt><dd>${words}</dd>`)}</dl>
      <label class="check"><input type="checkbox" .checked=${keysRest()} @change=${rest}><span>${t("Let single keys rest")}</span></label>
      ${close()}
    </dialog>`;
  }
}

function close(): TemplateResult {
  return html`<div class="line"><button class="button quiet" type="button" @click=${closeDialog}>${t("Close")}</button></div>`;
}

customElements.define("al-controls", Controls);
