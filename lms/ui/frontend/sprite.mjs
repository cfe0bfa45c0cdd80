// The sprite: only the icons that templates and Python name, and our own marks.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

// icon("bell"), icon='bell', icon_name="bell", "icon": "bell"; and, where a name comes out of data: a comment `icons: bell book`.
const NAMED = /\bicon\w*["']?\s*(?:\(|=|:)\s*["']([a-z0-9][a-z0-9-]*)["']/g;
const LISTED = /(?:#|\{#)\s*icons:\s*([a-z0-9 -]+)/g;

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!["static", "fonts", "node_modules", "__pycache__", "frontend"].includes(entry.name)) yield* sources(path);
    } else if (/\.(html|py)$/.test(entry.name)) yield path;
  }
}

export function scanIcons(folder, modules) {
  const found = new Map();
  for (const path of sources(folder)) {
    const text = readFileSync(path, "utf8");
    const names = [...text.matchAll(NAMED)].map((m) => m[1]);
    for (const [, list] of text.matchAll(LISTED)) names.push(...list.trim().split(/\s+/));
    for (const name of names) if (!found.has(name)) found.set(name, relative(folder, path));
  }
  const unknown = [...found].filter(([name]) => !existsSync(join(modules, "bootstrap-icons/icons", `${name}.svg`)));
  for (const [name, path] of unknown) console.error(`${path}: no icon is called "${name}"`);
  if (unknown.length) process.exit(1);
  return [...found.keys()].sort();
}

const mark = (level) => {
  const rungs = [1, 2, 3, 4, 5].map((n) => `<path d="M3 ${19.6 - n * 3.4}h14" stroke-width="2" opacity="${n > level ? 0.28 : 1}"/>`);
  return `<symbol id="lv-${level}" viewBox="0 0 20 20"><g stroke="currentColor" fill="none"><path d="M4.6 0v20M15.4 0v20" stroke-width="1.4"/>${rungs.join("")}</g></symbol>`;
};
const SEAL = "M11 5.5v21M21 5.5v21M8 11h16M8 16.5h16M8 22h16";
const seal = `<symbol id="seal" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="currentColor"/><path d="${SEAL}" fill="none" stroke="var(--ac-on-seal)" stroke-width="2.4"/></symbol>`;

export function sprite(icons, modules) {
  const symbols = icons.map((name) => {
    const svg = readFileSync(join(modules, "bootstrap-icons/icons", `${name}.svg`), "utf8");
    const inside = svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/\n\s*/g, "");
    return `<symbol id="i-${name}" viewBox="0 0 16 16">${inside}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${seal}${[1, 2, 3, 4, 5].map(mark).join("")}${symbols.join("")}</svg>`;
}

export const favicon = () =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#b23a24"/><path d="${SEAL}" fill="none" stroke="#fff6ee" stroke-width="2.4"/></svg>`;
