// Builds everything a browser gets into alongside/ui/static/ui/build/.
//
//   npm run build          once, minified
//   npm run watch          again at every change, with source maps
//
// Scripts: one small entry for every page (app.ts), and one chunk for each module that defines a custom element
// (any alongside/*/islands/**/*.ts or islands/*.ts), loaded when its element appears. Nothing is listed by hand.
// Styles: alongside/ui/styles/app.css, then every other domain's alongside/*/styles/*.css.
// Icons: those named in templates, Python and TypeScript, out of lucide-static.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const OUT = join(ROOT, "alongside/ui/static/ui/build");
const WATCH = process.argv.includes("--watch");
const SKIPPED = new Set(["node_modules", "build", "migrations", "__pycache__", ".venv"]);

async function* walk(folder, suffix) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path, suffix);
    else if (suffix.test(entry.name)) yield path;
  }
}

async function files(suffix, ...folders) {
  const found = [];
  for (const folder of folders) for await (const path of walk(join(ROOT, folder), suffix)) found.push(path);
  return found.sort();
}

// --- Custom elements: tag → module ---

const DEFINES =
  /customElements\.define\(\s*["']([a-z][a-z0-9]*(?:-[a-z0-9]+)+)["']|@customElement\(\s*["']([^"']+)["']/g;

async function elements() {
  const owner = new Map();
  for (const path of await files(/(?<!\.test|\.d)\.ts$/, "islands", "alongside")) {
    for (const match of (await readFile(path, "utf8")).matchAll(DEFINES)) {
      const tag = match[1] ?? match[2];
      if (owner.has(tag))
        throw new Error(
          `<${tag}> is defined in ${relative(ROOT, owner.get(tag))} and in ${relative(ROOT, path)}`,
        );
      owner.set(tag, path);
    }
  }
  return owner;
}

const registry = {
  name: "registry",
  setup(build) {
    build.onResolve({ filter: /^virtual:islands$/ }, () => ({ path: "islands", namespace: "virtual" }));
    build.onLoad({ filter: /.*/, namespace: "virtual" }, async () => {
      const owner = await elements();
      const lines = [...owner].map(
        ([tag, path]) => `  ${JSON.stringify(tag)}: () => import(${JSON.stringify(path)}),`,
      );
      return {
        contents: `export const islands = {\n${lines.join("\n")}\n};\n`,
        resolveDir: ROOT,
        watchFiles: await files(/\.ts$/, "islands", "alongside"),
        watchDirs: [join(ROOT, "islands"), join(ROOT, "alongside")],
      };
    });
    build.onResolve({ filter: /^virtual:styles$/ }, () => ({ path: "styles", namespace: "virtual-styles" }));
    build.onLoad({ filter: /.*/, namespace: "virtual-styles" }, async () => {
      const ours = join(ROOT, "alongside/ui/styles");
      const theirs = (await files(/\.css$/, "alongside")).filter(
        (path) => path.includes("/styles/") && !path.startsWith(ours),
      );
      const all = [join(ours, "app.css"), ...theirs];
      return {
        contents: all.map((path) => `@import ${JSON.stringify(path)};`).join("\n"),
        loader: "css",
        resolveDir: ROOT,
      };
    });
  },
};

// --- Icons ---

const NAMED = [
  /\{%\s*icon\s+["']([^"']+)["']/g, //              {% icon "hand" %}
  /\bicon\(\s*["'`]([a-z0-9-]+)["'`]/g, //          icon("hand")
  /["']?\bicon["']?\s*[=:]\s*["']([a-z0-9-]+)["']/g, // icon="hand", "icon": "hand"
  /\bICONS?\b[^\n]*?["']([a-z0-9-]+)["']/g, //      a table called ICON… on one line
];
// What the design names; a table of icons in code needn't repeat these.
const ALWAYS = `sunrise network message-square sprout users inbox mic mic-off video video-off hand heart ear
  audio-lines panel-right log-out eye eye-off send image phone layout-grid chevron-down arrow-left arrow-right check play
  plus x signal-low circle-alert monitor monitor-up lock lock-open clock calendar user user-x user-plus move bell settings
  download trash-2 pencil key-round fingerprint smartphone shield-check thumbs-up smile hand-heart sparkles megaphone
  life-buoy door-open refresh-cw wifi-off volume-2 volume-x info circle-help search copy undo-2 external-link`;

async function sprite() {
  const wanted = new Map(ALWAYS.split(/\s+/).map((name) => [name, "islands/build.mjs"]));
  for (const path of await files(/\.(html|py|ts)$/, "alongside", "islands")) {
    if (/\/tests\/|\.test\.ts$/.test(path)) continue;
    const text = await readFile(path, "utf8");
    for (const pattern of NAMED)
      for (const match of text.matchAll(pattern)) if (match[1]) wanted.set(match[1], relative(ROOT, path));
  }
  const symbols = [];
  const missing = [];
  for (const [name, where] of [...wanted].sort()) {
    const source = await readFile(join(ROOT, `node_modules/lucide-static/icons/${name}.svg`), "utf8").catch(
      () => null,
    );
    if (source === null) {
      missing.push(`${name} (${where})`);
      continue;
    }
    const inside = source.slice(
      source.indexOf(">", source.indexOf("<svg")) + 1,
      source.lastIndexOf("</svg>"),
    );
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${inside.replace(/\s*\n\s*/g, "")}</symbol>`);
  }
  if (missing.length) throw new Error(`Not a Lucide icon: ${missing.join(", ")}`);
  const licence = "<!-- Lucide, ISC licence -->";
  const text = `${licence}<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
  await mkdir(OUT, { recursive: true });
  await writeFile(join(OUT, "icons.svg"), text);
}

// --- Run ---

const outputs = new Map();
/** Takes away what an earlier build left, without a moment in which a served file is missing. */
async function sweep(name, metafile) {
  outputs.set(
    name,
    Object.keys(metafile.outputs).map((path) => resolve(ROOT, path)),
  );
  if (outputs.size < jobs.length) return;
  const kept = new Set([...outputs.values()].flat().concat(join(OUT, "icons.svg")));
  for (const path of await files(/./, relative(ROOT, OUT)))
    if (!kept.has(path)) await rm(path, { force: true });
}

const common = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: !WATCH,
  sourcemap: WATCH,
  metafile: true,
  outdir: OUT,
  target: ["es2022", "chrome111", "firefox113", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};
const jobs = [
  {
    name: "scripts",
    options: {
      entryPoints: { app: "islands/app.ts" },
      format: "esm",
      splitting: true,
      chunkNames: "[name]-[hash]",
      plugins: [registry],
    },
  },
  {
    name: "worker",
    options: { entryPoints: { service_worker: "alongside/ui/islands/service_worker.ts" }, format: "iife" },
  },
  { name: "gate", options: { entryPoints: { gate: "islands/gate.ts" }, format: "iife" } },
  {
    name: "styles",
    options: {
      entryPoints: { app: "virtual:styles", plain: "alongside/ui/styles/plain.css" },
      loader: { ".woff2": "file" },
      assetNames: "[name]-[hash]",
      plugins: [registry],
    },
  },
];

const began = performance.now();
const contexts = await Promise.all(
  jobs.map(({ name, options }) => {
    const after = {
      name: "after",
      setup(build) {
        build.onEnd(async (result) => {
          if (!result.metafile || result.errors.length) return;
          if (name === "scripts") await sprite();
          await sweep(name, result.metafile);
        });
      },
    };
    return esbuild.context({ ...common, ...options, plugins: [...(options.plugins ?? []), after] });
  }),
);
// Each to its end, so that a mistake in one script doesn't take the styles away.
const results = await Promise.allSettled(contexts.map((context) => context.rebuild()));
const failed = results.filter((result) => result.status === "rejected");
for (const { reason } of failed) if (!reason.errors) console.error(String(reason));
if (failed.length) {
  console.error("The front end doesn’t build.");
  process.exitCode = 1;
} else {
  console.log(`Front end built in ${Math.round(performance.now() - began)} ms.`);
}
if (WATCH) {
  await Promise.all(contexts.map((context) => context.watch()));
  console.log("Watching.");
} else {
  await Promise.all(contexts.map((context) => context.dispose()));
}
