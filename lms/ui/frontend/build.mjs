// Builds the front end: `node lms/ui/frontend/build.mjs`
//   lms/ui/static/  style sheets, scripts (every js/*.js is an entry), sprite, favicon: fingerprinted, packed (.gz, .br), manifest.json
//   lms/ui/fonts/   the font files that PDFs are set in (not served)
// Fails on an icon that bootstrap-icons lacks and on a first view that grows beyond its budget.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { browserslistToTargets, transform } from "lightningcss";
import * as sass from "sass";
import { scanIcons, sprite, favicon } from "./sprite.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "../../..");
const OUT = join(HERE, "../static");
const FONTS = join(HERE, "../fonts");
const MODULES = join(ROOT, "node_modules");
const KB = 1024;
// Compressed bytes. First view: what each page loads beside its HTML.
const BUDGETS = { "first view": 60 * KB, "verify.css": 5 * KB };
const TARGETS = ["chrome 87", "safari 15", "firefox 115"];
const FACES = {
  "noto-sans-sc": ["400Regular/NotoSansSC_400Regular", "700Bold/NotoSansSC_700Bold"],
  "noto-serif-sc": ["500Medium/NotoSerifSC_500Medium"],
  "source-serif-4": ["400Regular/SourceSerif4_400Regular", "400Regular_Italic/SourceSerif4_400Regular_Italic"],
  "source-sans-3": ["400Regular/SourceSans3_400Regular", "600SemiBold/SourceSans3_600SemiBold"],
};

const files = {};
const sizes = {};

function write(name, content) {
  const body = Buffer.from(content);
  const mark = createHash("sha256").update(body).digest("hex").slice(0, 10);
  const [stem, ext] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf("."))];
  keep(`${stem}.${mark}${ext}`, name, body);
}

function keep(path, name, body) {
  const packed = gzipSync(body, { level: 9 });
  writeFileSync(join(OUT, path), body);
  writeFileSync(join(OUT, `${path}.gz`), packed);
  writeFileSync(join(OUT, `${path}.br`), brotliCompressSync(body));
  files[name] = path;
  sizes[name] = packed.length;
}

function styles() {
  const targets = browserslistToTargets(TARGETS);
  for (const name of ["academy", "verify"]) {
    const { css } = sass.compile(join(HERE, `scss/${name}.scss`), { loadPaths: [MODULES], quietDeps: true });
    const { code } = transform({ filename: `${name}.css`, code: Buffer.from(css), minify: true, targets });
    write(`${name}.css`, code);
  }
}

async function scripts() {
  const entries = readdirSync(join(HERE, "js")).filter((name) => name.endsWith(".js"));
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: entries.map((name) => join(HERE, "js", name)),
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    metafile: true,
    write: false,
    target: TARGETS.map((t) => t.replace(" ", "")),
    legalComments: "none",
    outdir: OUT,
    entryNames: "[name].[hash]",
    chunkNames: "part.[hash]",
    absWorkingDir: ROOT,
    logLevel: "warning",
  });
  const source = new Map(Object.entries(metafile.outputs).map(([path, about]) => [basename(path), about.entryPoint]));
  for (const file of outputFiles) {
    const path = basename(file.path);
    const entry = source.get(path);
    keep(path, entry ? basename(entry) : path, Buffer.from(file.contents));
  }
}

function fonts() {
  mkdirSync(FONTS, { recursive: true });
  const names = [];
  for (const [family, faces] of Object.entries(FACES)) {
    const folder = join(MODULES, "@expo-google-fonts", family);
    for (const face of faces) {
      const to = join(FONTS, `${basename(face)}.ttf`);
      const from = join(folder, `${face}.ttf`);
      names.push(to);
      if (!existsSync(to) || statSync(to).size !== statSync(from).size) copyFileSync(from, to);
    }
    copyFileSync(join(folder, "LICENSE_FONT"), join(FONTS, `LICENSE.${family}`));
  }
  return names.length;
}

mkdirSync(OUT, { recursive: true });
styles();
await scripts();
const icons = scanIcons(join(ROOT, "lms"), MODULES);
write("icons.svg", sprite(icons, MODULES));
write("favicon.svg", favicon());
writeFileSync(join(OUT, "manifest.json"), JSON.stringify({ files, icons }, null, 1));
// The old ones go last: a server that runs meanwhile finds its files until the new manifest is there.
const fresh = new Set(["manifest.json", ...Object.values(files).flatMap((path) => [path, `${path}.gz`, `${path}.br`])]);
for (const name of readdirSync(OUT)) if (!fresh.has(name)) rmSync(join(OUT, name));
const faces = process.argv.includes("--no-fonts") ? 0 : fonts();

sizes["first view"] = sizes["academy.css"] + sizes["app.js"] + sizes["icons.svg"];
for (const [name, bytes] of Object.entries(sizes)) console.log(name.padEnd(24), `${(bytes / KB).toFixed(1).padStart(6)} KB gzip`);
console.log(`${icons.length} icons, ${faces} font files`);
const over = Object.entries(BUDGETS).filter(([name, limit]) => sizes[name] > limit);
for (const [name, limit] of over) console.error(`${name}: ${(sizes[name] / KB).toFixed(1)} KB is over its ${limit / KB} KB`);
process.exitCode = over.length ? 1 : 0;
