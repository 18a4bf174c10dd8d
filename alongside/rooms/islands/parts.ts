/** What a live room is made of in a browser: a line over the page's socket, the media rooms over it, and this person's devices. */

import { t } from "../../../islands/i18n";
import { shared } from "../../../islands/shared_socket";
import type { Subscription, TopicHandlers } from "../../../islands/socket";
import { toast } from "../../../islands/toasts";
import { liveLink } from "./live_link";
import { mediaRoom } from "./media";
import { Devices as BrowserDevices } from "./media/devices";
import type { MediaRoom } from "./media/port";
import type { Devices } from "./own_media";
import type { Link, LinkEvents } from "./room_store";

export interface Parts {
  readonly devices: Devices;
  /** The line, for elements that join topics of their own (the conversation). */
  readonly live: unknown;
  makeLink(events: LinkEvents): Link;
  makeRoom(key: string): MediaRoom;
  /** Tells those in the media room that this person began or stopped speaking; talk time is counted from it. */
  tellSpeaking(key: string, on: boolean): void;
  /** The output chosen on this device; empty for the usual one. */
  speaker(): string;
  close(): void;
}

export function browserParts(): Parts {
  const line = shared();
  const devices = new BrowserDevices();
  devices.on("fellBack", ({ source }) => {
    const words =
      source === "camera"
        ? t("The camera you chose isn’t there. Another one is used.")
        : t("The microphone you chose isn’t there. Another one is used.");
    toast(words, { icon: source === "camera" ? "video" : "mic" });
  });
  const rooms = new Map<string, Subscription>();
  // The media room joins its own topic, which tells who is present and so is joined once; its subscription is kept here for `speaking`.
  const watched = {
    get person() {
      return line.person;
    },
    join(topic: string, handlers: TopicHandlers, seen?: number | null): Subscription {
      const subscription = line.join(topic, handlers, seen);
      rooms.set(topic, subscription);
      return subscription;
    },
  };
  return {
    devices,
    live: line,
    makeLink: (events) => liveLink(line, events),
    makeRoom: (key) => mediaRoom(key, watched),
    tellSpeaking: (key, on) => void rooms.get(`media:${key}`)?.signal("speaking", { on }),
    speaker: () => devices.chosen("speaker"),
    close() {
      line.close();
      devices.close();
    },
  };
}
