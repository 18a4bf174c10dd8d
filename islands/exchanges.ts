// htmx, without what a strict content security policy forbids and without keeping private pages in the browser's storage.

import htmx from "htmx.org";
import { t } from "./i18n";
import { csrf } from "./post";
import { toast } from "./toasts";

export function start(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    scrollIntoViewOnBoost: false,
    timeout: 20_000,
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = event as CustomEvent<{ headers: Record<string, string>; verb: string }>;
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrf();
  });
  for (const silence of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(silence, () =>
      toast(t("That didn’t get through. What you wrote is kept. Please try again."), { icon: "wifi-off" }),
    );
  }
  document.addEventListener("htmx:responseError", () =>
    toast(t("Something went wrong on our side. Nothing was changed. Please try again."), {
      icon: "circle-alert",
    }),
  );
}
