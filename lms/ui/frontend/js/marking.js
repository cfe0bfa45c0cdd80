// Marking: keys for levels and for going on, and a draft that is kept while one writes.
import { post } from "./player/sender.js";

const AFTER = 2500; // milliseconds without a change until the draft is kept
const form = document.querySelector("[data-marking]");
const state = form.querySelector("[data-draft-state]");
const criteria = [...form.querySelectorAll("[data-criterion]")];
let waiting;

function fields() {
  const found = {};
  for (const [name, value] of new FormData(form)) if (!["csrf_token", "go"].includes(name)) found[name] = value;
  return found;
}

async function keep() {
  waiting = null;
  const answer = await post(form.dataset.draft, fields()).catch(() => null);
  if (answer?.ok) {
    state.textContent = form.dataset.wordsKept;
    return;
  }
  const reply = await answer?.json().catch(() => null);
  state.textContent = reply?.error ?? form.dataset.wordsLost;
}

function changed() {
  clearTimeout(waiting);
  waiting = setTimeout(keep, AFTER);
}

const press = (go) => form.requestSubmit(form.querySelector(`.btn[name="go"][value="${go}"]`));
const isTyping = (target) => target.matches('textarea, input[type="text"]');

// The criterion that has the focus, else the first without a level.
function current() {
  const there = document.activeElement?.closest("[data-criterion]");
  return there ?? criteria.find((each) => !each.querySelector("input:checked")) ?? criteria[0];
}

function choose(number) {
  const criterion = current();
  const level = criterion?.querySelectorAll("input")[number - 1];
  if (!level) return;
  level.checked = true;
  changed();
  const next = criteria[criteria.indexOf(criterion) + 1];
  (next?.querySelector("input:checked") ?? next?.querySelector("input") ?? form.querySelector("#comment")).focus();
}

addEventListener("keydown", (event) => {
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key === "Enter") press("next");
  else if (control && event.key.toLowerCase() === "s") press("draft");
  else if (!control && !event.altKey && criteria.length && /^[1-9]$/.test(event.key) && !isTyping(event.target)) choose(+event.key);
  else return;
  event.preventDefault();
});
form.addEventListener("input", changed);
form.addEventListener("submit", () => clearTimeout(waiting));
