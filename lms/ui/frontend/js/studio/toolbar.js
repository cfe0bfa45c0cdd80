// Marks of Markdown by a press: around what is selected, or at the beginning of its lines; a picture is sent and written down.
import { token } from "../player/sender.js";

const LINES = { heading: "## ", list: "- ", numbers: "1. " };
const AROUND = { bold: ["**", "**"], italic: ["*", "*"], link: ["[", "](https://)"] };
const BLOCKS = {
  callout: (words) => `::: note ${words || ""}\n${words ? "" : "…"}\n:::\n`,
  slide: () => "---\n\n## \n",
  notes: (words) => `::: notes\n${words || "…"}\n:::\n`,
  table: () => "|  |  |\n| --- | --- |\n|  |  |\n",
};

function put(area, from, to, text, start, end = start) {
  area.focus();
  area.setSelectionRange(from, to);
  // The browser's own way keeps its undo; where there is none, the value is set.
  if (!document.execCommand?.("insertText", false, text)) area.setRangeText(text, from, to, "end");
  area.setSelectionRange(start, end);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function lineStart(area) {
  return area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
}

function mark(area, name) {
  const [from, to] = [area.selectionStart, area.selectionEnd];
  const words = area.value.slice(from, to);
  if (LINES[name]) {
    const first = lineStart(area);
    const lines = area.value.slice(first, to).split("\n").map((line) => LINES[name] + line).join("\n");
    return put(area, first, to, lines, first + lines.length);
  }
  if (AROUND[name]) {
    const [before, after] = AROUND[name];
    return put(area, from, to, before + words + after, from + before.length, from + before.length + words.length);
  }
  block(area, BLOCKS[name](words), from, to);
}

// On lines of its own, with an empty one before and after.
function block(area, text, from, to, select = null) {
  const before = area.value.slice(0, from);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const rest = area.value.slice(to);
  const tail = rest && !rest.startsWith("\n") ? "\n" : "";
  const start = from + lead.length + (select?.[0] ?? text.length);
  put(area, from, to, lead + text + tail, start, from + lead.length + (select?.[1] ?? text.length));
}

async function picture(sheet, input) {
  const file = input.files[0];
  if (!file) return;
  const body = new FormData();
  body.set("file", file);
  input.value = "";
  const answer = await fetch(sheet.form.dataset.upload, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token(), Accept: "application/json" },
  }).catch(() => null);
  const reply = await answer?.json().catch(() => null);
  if (!answer?.ok || !reply) return sheet.say(reply?.error ?? sheet.words.wordsLost);
  const { area } = sheet;
  const said = sheet.words.wordsPicture;
  block(area, `![${said}](${reply.path})\n`, area.selectionEnd, area.selectionEnd, [2, 2 + said.length]);
}

export function setUpToolbar(sheet) {
  const bar = sheet.form.querySelector("[data-toolbar]");
  if (!bar) return;
  bar.hidden = false;
  for (const button of bar.querySelectorAll("[data-mark]")) {
    button.addEventListener("click", () => mark(sheet.area, button.dataset.mark));
  }
  const input = bar.querySelector("[data-picture]");
  input.addEventListener("change", () => picture(sheet, input));
  sheet.area.addEventListener("keydown", (event) => {
    const name = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
    if (!name || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    mark(sheet.area, name);
  });
}
