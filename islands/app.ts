// What every page runs. Pages work before and without it.

import { islands } from "virtual:islands";
import * as exchanges from "./exchanges";
import * as i18n from "./i18n";
import * as installed from "./installed";
import * as keptHere from "./kept_here";
import * as keptWords from "./kept_words";
import * as quickExit from "./quick_exit";
import { watch } from "./registry";
import * as toasts from "./toasts";

quickExit.start();
exchanges.start();
toasts.start();
keptWords.start();
keptHere.start();
// biome-ignore lint/suspicious/noDocumentCookie: the pages read it; it says only that scripts run here
document.cookie = "scripts=1; path=/; samesite=lax";
await i18n.load();
document.documentElement.dataset.ready = "";
watch(islands, document, () =>
  toasts.toast(i18n.t("A part of this page didn’t load. Please reload it. Your place is kept."), {
    icon: "refresh-cw",
  }),
);
void installed.start();
