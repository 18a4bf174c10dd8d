import { describe, expect, it } from "vitest";
import { FakeMediaRoom, track } from "./fakes";
import type { MediaCredentials, MediaRoom } from "./media/port";
import { RoomMedia } from "./room_media";

const CREDENTIALS: MediaCredentials = { kind: "mesh", servers: [], relayOnly: false, expiresAt: null };

function setUp(refuses: () => boolean = () => false) {
  const log: string[] = [];
  const made: FakeMediaRoom[] = [];
  const media = new RoomMedia(
    (key) => {
      const room = new FakeMediaRoom(key, log, refuses);
      made.push(room);
      return room as unknown as MediaRoom;
    },
    () => "maya",
    {
      changed: () => {},
      spoke: (key, on) => void log.push(`${key} speaking ${on}`),
      closed: (key, reason) => void log.push(`${key} is closed: ${reason}`),
    },
    async () => CREDENTIALS,
    async () => void log.push("pause"),
  );
  return { media, log, made };
}

describe("the media room of a page", () => {
  it("closes the old room entirely before it opens the new one", async () => {
    const { media, log } = setUp();
    await media.want("a", CREDENTIALS);
    await media.want("b", CREDENTIALS);
    expect(log).toEqual(["open a", "closing a", "closed a", "open b"]);
  });

  it("does nothing when told the same again", async () => {
    const { media, log } = setUp();
    await media.want("a", CREDENTIALS);
    await media.want("a", CREDENTIALS);
    expect(log).toEqual(["open a"]);
  });

  it("ends in the last room it was told, however fast it is told", async () => {
    const { media, log } = setUp();
    void media.want("a", CREDENTIALS);
    void media.want("b", CREDENTIALS);
    await media.want("c", CREDENTIALS);
    expect(media.room?.key).toBe("c");
    expect(log.filter((line) => line.startsWith("open")).at(-1)).toBe("open c");
    const open = log.filter((line) => line.startsWith("open ")).length;
    expect(log.filter((line) => line.startsWith("closed ")).length).toBe(open - 1);
  });

  it("takes one's own tracks along", async () => {
    const { media, log } = setUp();
    await media.want("a", CREDENTIALS);
    await media.send("microphone", track());
    await media.want("b", CREDENTIALS);
    expect(log).toContain("b microphone on");
    expect(log.indexOf("b microphone on")).toBeLessThan(log.indexOf("open b"));
  });

  it("tries again when refused, as long as it is wanted", async () => {
    let times = 2;
    const { media, log } = setUp(() => {
      times -= 1;
      return times >= 0;
    });
    await media.want("a", CREDENTIALS);
    expect(log.filter((line) => line === "refused a")).toHaveLength(2);
    expect(log.at(-1)).toBe("open a");
  });

  it("stays out when another window of the same person took over", async () => {
    const { media, made, log } = setUp();
    await media.want("a", CREDENTIALS);
    made[0]?.events.emit("closed", { reason: "elsewhere" });
    expect(media.room).toBeNull();
    expect(log).toContain("a is closed: elsewhere");
    await media.want("a", CREDENTIALS);
    expect(media.room?.key).toBe("a");
  });

  it("says that we stopped speaking before the room is left", async () => {
    const { media, made, log } = setUp();
    await media.want("a", CREDENTIALS);
    made[0]?.events.emit("speaking", { person: "maya", speaking: true });
    await media.want("b", CREDENTIALS);
    expect(log.indexOf("a speaking false")).toBeLessThan(log.indexOf("closing a"));
    expect(log).toContain("a speaking true");
  });

  it("stops every own track when it stops", async () => {
    const { media } = setUp();
    const mic = track();
    await media.want("a", CREDENTIALS);
    await media.send("microphone", mic);
    media.stop();
    expect(mic.stopped).toBe(true);
    expect(media.room).toBeNull();
  });
});
