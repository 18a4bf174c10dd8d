/** How a page gets a media room: `const room = mediaRoom(key, socket); await room.connect(credentials)`. */

import type { LiveSocket } from "../../../../islands/socket";
import { expose } from "./debug";
import { LiveSignaller } from "./live_signaller";
import { MeshRoom } from "./mesh";
import type { MediaRoom } from "./port";

export function mediaRoom(key: string, socket: Pick<LiveSocket, "join" | "person">): MediaRoom {
  const room = new MeshRoom(key, new LiveSignaller(socket, `media:${key}`));
  expose(room);
  return room;
}
