/**
 * <al-around>: the people around someone as a picture, drawn from the list that says the same. Without scripts, the list.
 *
 *   <al-around hidden role="group" aria-labelledby="…" data-list="around-list" data-most="8">
 *     <h2>…</h2><ul data-after>…legend…</ul></al-around>
 *   <ul id="around-list"><li id="around-<id>" data-around data-person="<id>" data-name="Ruth" data-ring="1" data-line="3">
 *     …<small>how they know each other</small> <a>Write</a></li></ul>
 *
 * It draws before `[data-after]`, or at its end: the first `data-most` of the list. One stop for the tab key; the arrow keys go round,
 * Home and End to the first and the last; Enter goes to that person on the list. Nothing moves by itself.
 */

import { html, nothing, svg, type TemplateResult } from "lit";
import { hue, initials } from "../../../islands/face";
import { t } from "../../../islands/i18n";
import { LightElement } from "../../../islands/light_element";
import { HEIGHT, layout, MIDDLE, type Near, type Placed, RINGS, short, WIDTH } from "./around_layout";

const BACK = new Set(["ArrowLeft", "ArrowUp"]);
const ON = new Set(["ArrowRight", "ArrowDown"]);

export class Around extends LightElement {
  static override properties = { at: { state: true } };
  declare at: number;
  private placed: Placed[] = [];

  constructor() {
    super();
    this.at = 0;
  }

  override willUpdate(): void {
    if (this.hasUpdated) return;
    this.renderOptions.renderBefore = this.querySelector(":scope > [data-after]");
    this.placed = layout(this.read());
    this.hidden = !this.placed.length;
  }

  /** Who stands on the list, the closest first. */
  private read(): Near[] {
    const list = document.getElementById(this.dataset["list"] ?? "");
    const rows = [...(list?.querySelectorAll<HTMLElement>("[data-around]") ?? [])];
    return rows.slice(0, Number(this.dataset["most"]) || 8).map((row) => ({
      person: row.dataset["person"] ?? "",
      name: row.dataset["name"] ?? "",
      ring: Number(row.dataset["ring"]) || 3,
      line: Number(row.dataset["line"]) || 1,
      words: row.querySelector("small")?.textContent?.trim() ?? "",
    }));
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.placed.length) return nothing;
    const { x, y } = MIDDLE;
    return html`<svg class="around" viewBox="0 0 ${WIDTH} ${HEIGHT}" @keydown=${this.keyed}>
      ${RINGS.slice(1).map((ring) => svg`<ellipse class="ring" cx=${x} cy=${y} rx=${ring.x} ry=${ring.y} />`)}
      ${this.placed.map((one) => svg`<path class="tie t${one.line}" d="M${x} ${y}L${one.x} ${one.y}" />`)}
      ${this.placed.map((one, index) => this.node(one, index))}
      <circle class="node-self" cx=${x} cy=${y} r="30" /><text class="initial-self" x=${x} y=${y + 6}>${t("You")}</text>
    </svg>`;
  }

  private node(one: Placed, index: number): TemplateResult {
    return svg`<a href="#around-${one.person}" data-hue=${hue(one.person)} tabindex=${index === this.at ? 0 : -1}
      aria-label=${`${one.name}. ${one.words}`.trim()} @click=${this.toList} @focus=${() => this.stand(index)}>
      <circle class="node" cx=${one.x} cy=${one.y} r=${one.r} />
      <text class="initial" x=${one.x} y=${one.y + 6} aria-hidden="true">${initials(one.name)}</text>
      <text class="name" x=${one.x} y=${one.y + one.r + 20} aria-hidden="true">${short(one.name)}</text></a>`;
  }

  private stand(index: number): void {
    this.at = index;
  }

  private readonly keyed = (event: KeyboardEvent): void => {
    const n = this.placed.length;
    let to = this.at;
    if (ON.has(event.key)) to = (this.at + 1) % n;
    else if (BACK.has(event.key)) to = (this.at + n - 1) % n;
    else if (event.key === "Home") to = 0;
    else if (event.key === "End") to = n - 1;
    else return;
    event.preventDefault();
    this.stand(to);
    this.querySelectorAll<SVGAElement>("svg a")[to]?.focus();
  };

  /** To that person on the list, at what one can do there. */
  private readonly toList = (event: Event): void => {
    const link = event.currentTarget as Element;
    const row = document.getElementById((link.getAttribute("href") ?? "").slice(1));
    const write = row?.querySelector<HTMLElement>("a");
    if (!write) return;
    event.preventDefault();
    row?.scrollIntoView({ block: "nearest" });
    write.focus();
  };
}

customElements.define("al-around", Around);
