// The gate of alongside/ui/away.py: shown instead of any page while the browser is marked away.
// By Back or Forward: on to the neutral page. Any other way, the person came on purpose: open the page.

const page = document.documentElement;
const [how] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
page.hidden = true;
location.replace((how?.type === "back_forward" ? page.dataset.neutral : page.dataset.again) ?? "/");
