// The online test: each answer is saved as it is given; what the server has not acknowledged is visibly so, kept on the
// device and sent again. All questions are fetched at the start, so that one goes on while the line is gone.
import "./player/boards.js";
import { Clock, run as runClock } from "./player/clock.js";
import { watch } from "./player/facts.js";
import { showLength } from "./player/length.js";
import { Pen } from "./player/pen.js";
import { Screen, isAnswer } from "./player/screen.js";
import { Sender, post } from "./player/sender.js";
import { follow } from "./player/standing.js";
import { Store } from "./player/store.js";
import { Typing } from "./player/typing.js";
import { Uploads } from "./player/uploads.js";

const OURS = new Set(["csrf_token", "go", "revision", "source", "tried", "upload"]);
const AGAIN = [1000, 2000, 4000, 8000]; // milliseconds until a hand-in that did not arrive is tried again

const root = document.querySelector("[data-player]");
const { attempt, base, now, deadline, questions: total } = root.dataset;
const stepwise = "stepwise" in root.dataset;
const store = new Store(attempt);
const clock = new Clock(Number(now), Number(deadline) || null);
const screen = new Screen(root, clock);
const forms = new Map();
let position = null; // of the question on screen; null on the hand-in page
let leaving = false;
let isOver = false; // at zero, as this page sees it
let isLocked = false; // nothing more is answered here: what the fields say now is not what was answered

const uploads = new Uploads({
  kept: (form, reply) => {
    const place = Number(form.dataset.position);
    form.dataset.revision = reply.revision;
    if (isAnswer(reply.fields)) screen.saved.add(place);
    else screen.saved.delete(place);
    refresh();
  },
  over: (sentence) => {
    lock();
    screen.trouble(sentence);
  },
  signedOut: (sentence) => screen.trouble(sentence || root.dataset.wordsSignedOut),
  unsent: (sentence) => screen.trouble(sentence),
  changed: () => refresh(),
});

const refresh = () => screen.show(store.all(), store.isVolatile, uploads);
const pen = new Pen(attempt, { elsewhere: (other) => looksOn(other) });
const sender = new Sender(store, clock, base, pen.source, {
  saved: (place, reply) => {
    const answered = isAnswer(reply.fields);
    if (answered) screen.saved.add(place);
    else screen.saved.delete(place);
    const form = forms.get(place);
    if (form) form.dataset.revision = reply.revision;
    if (reply.newer && form && !store.get(place)) {
      fill(form, reply.fields);
      screen.trouble(root.dataset.wordsNewer);
    }
  },
  offline: (is) => screen.offline(is),
  refused: (sentence) => screen.trouble(sentence),
  tooLarge: () => screen.trouble(root.dataset.wordsTooLarge),
  stands,
  over: (sentence) => {
    lock();
    screen.trouble(sentence);
  },
  signedOut: () => screen.trouble(root.dataset.wordsSignedOut),
  changed: refresh,
  isTyped: (place) => typing.has(place),
});
const typing = new Typing(() => sender.run());

// ---- One question's form -----------------------------------------------------------------------

function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) if (!OURS.has(name)) (fields[name] ??= []).push(value);
  return fields;
}

function fill(form, fields) {
  for (const control of form.elements) {
    if (!control.name || OURS.has(control.name)) continue;
    const values = fields[control.name] ?? [];
    if (["radio", "checkbox"].includes(control.type)) control.checked = values.includes(control.value);
    else choose(control, values[0] ?? "");
  }
  form.dispatchEvent(new Event("filled", { bubbles: true }));
}

// A list may have been answered with what it does not offer by itself: a point on a picture.
function choose(control, value) {
  if (control.matches("select[data-free]") && value && ![...control.options].some((option) => option.value === value)) {
    control.add(new Option(value, value));
  }
  control.value = value;
}

function adopt(form) {
  const place = Number(form.dataset.position);
  forms.set(place, form);
  const kept = store.get(place);
  if (kept && kept.revision > Number(form.dataset.revision)) fill(form, kept.fields);
  else form.dispatchEvent(new Event("filled", { bubbles: true }));
  showLength(form);
  uploads.adopt(form, pen.source);
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") return;
    keep(form, place);
    typing.pause(place);
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches('input[type="text"], textarea')) return;
    typing.key(place);
    keep(form, place);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    typing.done();
    const where = event.submitter?.value ?? "next";
    if (uploads.takes(form, event.submitter)) return;
    if (stepwise && where !== "flag") step(form, where);
    else go(where, place, form);
  });
}

// On the device, and visibly not saved yet; sent by who calls.
function keep(form, place) {
  if (isLocked) return;
  store.put(place, fieldsOf(form), store.next(Number(form.dataset.revision), clock.now()));
  screen.trouble("");
  refresh();
}

// Where the server checks, or lets nobody go back, it is asked from question to question: first let what is kept arrive.
async function step(form, where) {
  if (leaving || uploads.hold()) return;
  leaving = true;
  await Promise.race([sender.run(), new Promise((done) => setTimeout(done, 3000))]);
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "go", value: where }));
  form.submit();
}

function lock() {
  isLocked = true;
  typing.done();
  for (const form of forms.values()) for (const part of form.elements) part.disabled = true;
}

// ---- Going from question to question -----------------------------------------------------------

function go(where, place, form) {
  if (where === "flag") return flag(place, form);
  const to = where === "back" ? place - 1 : place + 1;
  if (to > Number(total)) return leave(`${base}/hand-in`);
  if (!show(to)) leave(`${base}/${to}`);
}

function show(place, { push = true } = {}) {
  const form = forms.get(place);
  if (!form) return false;
  for (const each of forms.values()) each.hidden = each !== form;
  document.title = document.title.replace(forms.get(position).dataset.title, form.dataset.title);
  position = place;
  screen.current(place);
  screen.trouble("");
  if (push) history.pushState({ position: place }, "", `${base}/${place}`);
  scrollTo(0, 0);
  form.querySelector("h1").focus({ preventScroll: true });
  return true;
}

async function flag(place, form) {
  const button = form.querySelector('[value="flag"]');
  const on = button.getAttribute("aria-pressed") !== "true";
  const set = (is) => {
    button.setAttribute("aria-pressed", String(is));
    screen.flag(place, is);
    refresh();
  };
  set(on);
  const answer = await post(`${base}/${place}/flag`, { on: on ? "1" : "0", source: pen.source }).catch(() => null);
  if (!answer?.ok) set(!on);
}

// Another page of this test: first let what is under way arrive. It would be sent from there too.
async function leave(url) {
  if (uploads.hold()) return;
  typing.done();
  await Promise.race([sender.run(), new Promise((done) => setTimeout(done, 3000))]);
  leaving = true;
  location.assign(url);
}

async function fetchOthers() {
  try {
    const answer = await fetch(`${base}/questions`, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const here = forms.get(position);
    for (const form of page.querySelectorAll("form[data-position]")) {
      if (forms.has(Number(form.dataset.position))) continue;
      here.parentElement.append(document.adoptNode(form));
      adopt(form);
    }
  } catch {
    addEventListener("online", fetchOthers, { once: true });
  }
}

function setUpQuestions(form) {
  adopt(form);
  position = Number(form.dataset.position);
  history.replaceState({ position }, "");
  addEventListener("popstate", (event) => {
    if (!event.state?.position || !show(event.state.position, { push: false })) location.reload();
  });
  screen.map.addEventListener("click", (event) => {
    const entry = event.target.closest("[data-question]");
    if (!entry || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (show(Number(entry.dataset.question))) event.preventDefault();
  });
  if (!stepwise) fetchOthers();
}

// ---- The end -----------------------------------------------------------------------------------

async function flushed() {
  await uploads.idle();
  while (store.count && !sender.stopped) {
    await sender.run();
    if (store.count) await new Promise((done) => setTimeout(done, 500));
  }
}

// Sent until it arrives: the page stays, and says so. A hand-in whose answer was lost is acknowledged the second time.
async function handIn() {
  for (let turn = 0; ; turn += 1) {
    const answer = await post(`${base}/hand-in`, { source: pen.source }).catch(() => null);
    const reply = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json().catch(() => null) : null;
    if (answer?.ok && reply?.result) return ended(reply.result);
    if ([400, 401, 403].includes(answer?.status)) return screen.trouble(root.dataset.wordsSignedOut);
    screen.offline(true);
    screen.handingIn(true);
    await new Promise((done) => setTimeout(done, AGAIN[Math.min(turn, AGAIN.length - 1)]));
  }
}

function ended(result) {
  store.clear();
  pen.forget();
  leaving = true;
  location.assign(result);
}

async function setUpHandIn(form) {
  const had = store.count;
  const button = form.querySelector("[type=submit]");
  let ending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    button.setAttribute("aria-busy", "true");
    if (store.count) screen.handingIn(true);
    await flushed();
    await handIn();
    if (leaving) return;
    ending = false;
    button.removeAttribute("aria-busy");
    screen.handingIn(false);
  });
  if (form.hasAttribute("data-at-once")) return form.requestSubmit();
  await flushed();
  if (had && !ending) location.reload(); // the lists on the page were written before these arrived
}

async function timeIsUp() {
  isOver = true;
  lock();
  const policy = root.dataset.onExpiry;
  if (policy === "not-counted") screen.trouble(root.dataset.wordsNotCounted); // a hand-in that is under way goes on
  await Promise.race([flushed(), new Promise((done) => setTimeout(done, 55_000))]);
  if (policy === "autosubmit") return handIn();
  if (policy === "grace" && !handInForm) again(); // to the page that says until when it may be handed in
}

// ---- Who writes, and what staff do meanwhile ----------------------------------------------------

async function begin(knowingly) {
  const answer = await post(`${base}/pen`, { source: pen.source, knowingly: knowingly ? "1" : "0" }).catch(() => null);
  const reply = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json().catch(() => null) : null;
  if (!reply) return false; // without a line one goes on; whoever writes is settled when it is back
  if (reply.over) return stands({ open: false });
  if (answer.ok && !reply.mine) looksOn(reply);
  if (answer.ok && reply.mine) pen.announce();
  return answer.ok && reply.mine;
}

// The answers of this page are still sent; nothing more is given here until the learner says so.
function looksOn(other) {
  lock();
  handInForm?.querySelectorAll("button").forEach((button) => (button.disabled = true));
  screen.elsewhere(other);
}

function stands(reply) {
  if (!reply) return;
  if (reply.open === false) {
    leaving = true;
    return location.assign(base);
  }
  if (reply.writes === false) begin(false);
  if (reply.deadline && clock.deadline && reply.deadline !== clock.deadline) {
    clock.deadline = reply.deadline;
    if (isOver && clock.secondsLeft() > 0) return again();
    screen.moreTime();
    refresh();
  }
}

function again() {
  leaving = true;
  location.reload();
}

const form = root.querySelector("form[data-position]");
const handInForm = root.querySelector("[data-hand-in]");
if (form) setUpQuestions(form);
if (handInForm) setUpHandIn(handInForm);
if (!handInForm?.hasAttribute("data-at-once")) {
  runClock(clock, document.querySelector("[data-clock]"), root.dataset.wordsMinutes, timeIsUp);
  watch(store, { now: () => clock.now(), position: () => position, isLeaving: () => leaving, send: () => sender.run() });
  follow(base, pen.source, stands);
  begin(false);
}
addEventListener("offline", () => screen.offline(true));
addEventListener("online", () => {
  begin(false);
  if (!store.count) screen.offline(false);
});
root.querySelector("[data-go-on-here]").addEventListener("click", async () => {
  if (await begin(true)) again();
});
for (const link of document.querySelectorAll("[data-stays]")) link.addEventListener("click", () => (leaving = true)); // what waits is kept, as it says
addEventListener("beforeunload", (event) => {
  if ((store.count || uploads.isBusy) && !leaving) event.preventDefault();
});
store.recover().then((found) => {
  if (!found) return;
  for (const [place, each] of forms) if (store.get(place)?.revision > Number(each.dataset.revision)) fill(each, store.get(place).fields);
  refresh();
  sender.run();
});
// Another window of this browser sends what waits as well, and this one says so.
store.follow((done) => {
  for (const [place, { revision, answered }] of done) {
    const form = forms.get(Number(place));
    if (form) form.dataset.revision = Math.max(revision, Number(form.dataset.revision));
    if (answered) screen.saved.add(Number(place));
    else screen.saved.delete(Number(place));
  }
  if (!store.count && navigator.onLine) screen.offline(false);
  refresh();
});
if (store.isDamaged) screen.trouble(root.dataset.wordsDamaged);
refresh();
sender.run();
