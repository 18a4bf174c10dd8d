/**
 * <al-here>: fills in the time zone of this device where none is chosen yet. Works without: the list is there.
 *
 *   <al-here><select data-here="zone">…</select></al-here>
 */

export class Here extends HTMLElement {
  connectedCallback(): void {
    const select = this.querySelector<HTMLSelectElement>('select[data-here="zone"]');
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!select || select.value || !zone) return;
    if ([...select.options].some((option) => option.value === zone)) select.value = zone;
  }
}

customElements.define("al-here", Here);
