/**
 * <al-zone-first>: puts the time zone of this device on top of the long list, under a heading of its own. Chooses nothing.
 *
 *   <al-zone-first><select>…</select></al-zone-first>
 */

import { t } from "../../../islands/i18n";

export class ZoneFirst extends HTMLElement {
  connectedCallback(): void {
    const select = this.querySelector("select");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const listed = [...(select?.options ?? [])].find((option) => option.value === zone);
    if (!select || !listed || this.querySelector("[data-first]")) return;
    const { value } = select;
    const group = document.createElement("optgroup");
    group.label = t("Of this device");
    group.dataset.first = "";
    const first = listed.cloneNode(true) as HTMLOptionElement;
    first.removeAttribute("selected");
    group.append(first);
    const blank = select.options[0]?.value === "" ? select.options[0] : null;
    if (blank) blank.after(group);
    else select.prepend(group);
    select.value = value;
  }
}

customElements.define("al-zone-first", ZoneFirst);
