/** The credentials of a room made into what a connection wants, fetched anew before they end. */

import type { MediaCredentials } from "./port";

const RENEW_BEFORE = 120; // seconds

export class Relays {
  private renewing = false;

  constructor(
    private credentials: MediaCredentials,
    private readonly renew: (() => Promise<MediaCredentials>) | undefined,
  ) {}

  /** For a new link. Where the credentials are about to end it also asks for fresh ones, for the links after it. */
  configuration(): RTCConfiguration {
    const { servers, relayOnly, expiresAt } = this.credentials;
    if (expiresAt !== null && expiresAt - Date.now() / 1000 < RENEW_BEFORE) void this.refresh();
    return {
      iceServers: servers.map((server) => ({ ...server, urls: [...server.urls] })),
      iceTransportPolicy: relayOnly ? "relay" : "all",
      bundlePolicy: "max-bundle",
    };
  }

  private async refresh(): Promise<void> {
    if (this.renewing || this.renew === undefined) return;
    this.renewing = true;
    try {
      this.credentials = await this.renew();
    } catch {
      // no answer from the pages: a link that these credentials no longer make is opened again, and asks again
    } finally {
      this.renewing = false;
    }
  }
}
