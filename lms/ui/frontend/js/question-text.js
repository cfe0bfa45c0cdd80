// A text becomes questions while one types: a newer answer wins, the text stays in this browser, places to look at are marked at their lines.
import { goToLine } from "./parts/line.js";

const AFTER = 350; // milliseconds without a change until the server is asked
const form = document.getElementById("asking");
const area = form.querySelector("textarea[data-kept]");
const box = form.querySelector("[data-preview]");
const gutter = form.querySelector("[data-gutter]");
const seen = form.querySelector("[data-seen]");
const language = form.elements.language;
let waiting, asking;

function keep() {
  try {
    if (area.value) localStorage.setItem(area.dataset.kept, area.value);
    else localStorage.removeItem(area.dataset.kept);
  } catch {
    // A browser that keeps nothing: the text is still in the box.
  }
}

function kept() {
  try {
    return localStorage.getItem(area.dataset.kept) ?? "";
  } catch {
    return "";
  }
}

async function look() {
  asking?.abort();
  const mine = (asking = new AbortController());
  const body = new FormData();
  body.set("text", area.value);
  body.set("language", language.value);
  const answer = await fetch(box.dataset.preview, { method: "POST", body, signal: mine.signal }).catch(() => null);
  if (asking !== mine || !answer?.ok) return;
  const part = await answer.text().catch(() => null);
  if (asking !== mine || part === null) return;
  seen.innerHTML = part;
  draw();
}

const numbers = (name) => new Set((seen.querySelector("[data-starts]")?.dataset[name] ?? "").split(",").filter(Boolean));

function draw() {
  const [starts, wrong] = [numbers("starts"), numbers("wrong")];
  const lines = area.value.split("\n").length;
  gutter.replaceChildren(
    ...Array.from({ length: lines }, (_, place) => {
      const line = document.createElement("span");
      const number = String(place + 1);
      line.textContent = number;
      line.classList.toggle("is-start", starts.has(number));
      line.classList.toggle("is-wrong", wrong.has(number));
      return line;
    }),
  );
  gutter.scrollTop = area.scrollTop;
}

function changed() {
  keep();
  draw();
  clearTimeout(waiting);
  waiting = setTimeout(look, AFTER);
}

area.addEventListener("input", changed);
area.addEventListener("scroll", () => (gutter.scrollTop = area.scrollTop));
language.addEventListener("change", look);
seen.addEventListener("click", (event) => {
  const button = event.target.closest("[data-line]");
  if (button) goToLine(area, Number(button.dataset.line));
});
const example = form.querySelector("[data-example]");
example.hidden = false;
example.addEventListener("click", () => {
  area.value = (area.value.trim() ? area.value.trimEnd() + "\n\n" : "") + example.dataset.example;
  changed();
  area.focus();
});
if (!area.value) area.value = kept();
draw();
if (area.value) look();
