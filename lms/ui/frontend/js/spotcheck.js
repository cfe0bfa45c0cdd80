// A phone spot check while one talks: marks are sent as they are given, in their order and one at a time; what could not be sent waits
// here and is sent again, and the page says so. Keys on a desk: 1 right, 2 partly, 3 wrong, U takes the last one back.
import { post } from "./player/sender.js";

const AGAIN = 4000; // milliseconds until what could not be sent is sent again
const PAUSE = 1500; // milliseconds without a key until the note is kept
const sheet = document.querySelector("[data-spot]");
const state = sheet.querySelector("[data-spot-state]");
const questions = [...sheet.querySelectorAll("[data-spot-question]")];
const note = sheet.querySelector("[data-spot-note]");
const finish = note.form;
const waiting = [];
let sequence = Number(sheet.dataset.sequence);
let sending = false;
let typing;

const say = (words) => {
  state.textContent = words;
};

function show(form, value) {
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === value));
}

async function send() {
  if (sending) return;
  sending = true;
  while (waiting.length) {
    const { form, value, before } = waiting[0];
    const answer = await post(form.action, { number: form.elements.number.value, mark: value, sequence: sequence + 1 }).catch(() => null);
    const reply = await answer?.json().catch(() => null);
    if (answer?.ok && reply) {
      sequence = reply.sequence;
      waiting.shift();
      say(sheet.dataset.wordsSaved);
    } else if (reply?.error) {
      say(reply.error); // refused: what stood before is shown, with the reason
      show(form, before);
      waiting.length = 0;
    } else {
      say(sheet.dataset.wordsLost);
      setTimeout(send, AGAIN);
      break;
    }
  }
  sending = false;
}

function mark(form, value) {
  const before = form.querySelector('[aria-pressed="true"]')?.value;
  show(form, value);
  waiting.push({ form, value, before });
  send();
}

for (const question of questions) {
  const form = question.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    mark(form, event.submitter.value);
  });
}

async function keepNote() {
  const answer = await post(note.dataset.spotNote, { note: note.value }).catch(() => null);
  const reply = await answer?.json().catch(() => null);
  say(answer?.ok ? sheet.dataset.wordsSaved : (reply?.error ?? sheet.dataset.wordsLost));
  if (!answer) typing = setTimeout(keepNote, AGAIN);
}

note.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(keepNote, PAUSE);
});

// Nothing leaves the page while a mark is on its way: finishing waits for it.
finish.addEventListener("submit", (event) => {
  clearTimeout(typing);
  if (!waiting.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  send();
  say(sheet.dataset.wordsLost);
}, true);

const marked = (question) => question.querySelector('[aria-pressed="true"]');
const current = () => document.activeElement?.closest("[data-spot-question]") ?? questions.find((one) => !marked(one)) ?? questions.at(-1);

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input:not([type=hidden])")) return;
  if (/^[123]$/.test(event.key)) {
    const question = current();
    mark(question.querySelector("form"), String(3 - Number(event.key)));
    const next = questions[questions.indexOf(question) + 1];
    document.activeElement?.blur();
    next?.scrollIntoView({ block: "start" });
  } else if (event.key.toLowerCase() === "u" && !waiting.length) {
    sheet.querySelector('form[action*="/undo"]').requestSubmit();
  } else return;
  event.preventDefault();
});
