// An application while one writes: each change of the essay is kept on the device at once and sent when one pauses; what could not be sent
// waits and is sent again; what this device holds and the academy does not have yet is put back when the page opens.
import { post } from "./player/sender.js";

const AGAIN = 5000; // milliseconds until what could not be sent is sent again
const PAUSE = 1200; // milliseconds without a key until it is sent
const form = document.querySelector("[data-application]");
const essay = form.elements.essay;
const state = form.querySelector("[data-application-state]");
const key = `application:${form.dataset.mark}`;
let revision = Number(form.dataset.revision);
let waiting;

const kept = () => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

function keepHere() {
  try {
    localStorage.setItem(key, JSON.stringify({ base: revision, text: essay.value }));
  } catch {
    // no room on this device: it is sent all the same
  }
}

function forget(text) {
  if (kept()?.text === text) localStorage.removeItem(key);
}

async function send() {
  const text = essay.value;
  const answer = await post(form.dataset.application, { essay: text, revision: revision + 1 }).catch(() => null);
  const reply = await answer?.json().catch(() => null);
  if (answer?.ok && reply) {
    revision = reply.revision;
    forget(text);
    if (essay.value === text) state.textContent = form.dataset.wordsKept;
    return;
  }
  state.textContent = reply?.error ?? form.dataset.wordsLost;
  if (!reply?.error) waiting = setTimeout(send, AGAIN);
}

function later(pause = PAUSE) {
  clearTimeout(waiting);
  waiting = setTimeout(send, pause);
}

essay.addEventListener("input", () => {
  keepHere();
  later();
});
addEventListener("online", () => kept() && later(0));
form.addEventListener("submit", () => {
  clearTimeout(waiting);
  keepHere(); // until the answer has come: the next page finds it the same, and forgets it
});

const here = kept();
if (here && here.text === essay.value) localStorage.removeItem(key);
else if (here && here.base >= revision) {
  essay.value = here.text;
  later(0);
} else if (here) localStorage.removeItem(key);
