/**
 * <al-devices>: which microphone, camera and speaker. Names appear once the browser was allowed to tell them.
 *
 *   <div class="field"><label>Microphone</label><div class="select"><select>…</select></div></div> …
 *
 * Wishes: device (which was chosen). The choice is remembered on this device only.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../islands/i18n";
import { icon } from "../../../islands/icon";
import { LightElement } from "../../../islands/light_element";
import { wish } from "./bits";
import { type Device, type DeviceKind, Devices } from "./media/devices";

const KINDS: readonly DeviceKind[] = ["microphone", "camera", "speaker"];
let made = 0;
function nextName(): string {
  made += 1;
  return `devices-${made}`;
}

export class DeviceChoice extends LightElement {
  static override properties = { found: { state: true } };

  found: Readonly<Record<DeviceKind, readonly Device[]>> = { microphone: [], camera: [], speaker: [] };

  private devices: Devices | null = null;
  private readonly name = nextName();

  override connectedCallback(): void {
    super.connectedCallback();
    this.devices = new Devices();
    this.devices.on("changed", () => void this.look());
    void this.look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.devices?.close();
    this.devices = null;
  }

  /** Lists what there is; to be called again after permission was given, since names appear only then. */
  async look(): Promise<void> {
    const { devices } = this;
    if (!devices) return;
    const [microphone = [], camera = [], speaker = []] = await Promise.all(
      KINDS.map((kind) => devices.list(kind)),
    );
    this.found = { microphone, camera, speaker };
  }

  protected override render(): TemplateResult {
    return html`${KINDS.map((kind) => this.choice(kind))}`;
  }

  private choice(kind: DeviceKind): TemplateResult | typeof nothing {
    const { devices } = this;
    const found = this.found[kind];
    if (!devices || found.length < 2 || (kind === "speaker" && !devices.canChooseSpeaker)) return nothing;
    const chosen = devices.chosen(kind);
    const id = `${this.name}-${kind}`;
    const choose = (event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      devices.choose(kind, value);
      wish(this, { kind: "device", device: kind, id: value });
    };
    return html`<div class="field"><label for=${id}>${word(kind)}</label>
      <div class="select"><select class="input" id=${id} @change=${choose}>
        <option value="" ?selected=${chosen === ""}>${t("The usual one")}</option>
        ${found.map((device, index) => html`<option value=${device.id} ?selected=${device.id === chosen}>${device.name || `${word(kind)} ${index + 1}`}</option>`)}
      </select>${icon("chevron-down")}</div></div>`;
  }
}

function word(kind: DeviceKind): string {
  if (kind === "microphone") return t("Microphone");
  return kind === "camera" ? t("Camera") : t("Speaker");
}

customElements.define("al-devices", DeviceChoice);
