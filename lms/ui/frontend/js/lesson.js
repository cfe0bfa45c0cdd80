// A lesson tells the server where its reader is: the paragraph, or the second of the film and what was watched.
// Reports are few: when one has moved, at most every few seconds, and when the page is left. Each film report holds all that
// this visit has played, so one that is lost is made good by the next.
const article = document.querySelector("[data-report]");
const film = article.querySelector("[data-film]");
const EVERY = film ? 10000 : 4000;
const OPENED_AFTER = 2000;
let moved = false; // until then only the opening is told, so that merely looking in forgets no place
let told = "";
let timer = 0;

// The line one reads at, from the top of the window: a third down, so that a place found again is the place that was left.
const LINE = 0.33;

function paragraph() {
  const blocks = [...article.querySelectorAll("[id]")].filter((block) => /^p\d+$/.test(block.id));
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
  const passed = blocks.filter((block) => atEnd || block.getBoundingClientRect().top <= innerHeight * LINE + 1);
  return passed[passed.length - 1]?.id;
}

function watched() {
  const { played } = film;
  return Array.from({ length: played.length }, (_, n) => `${played.start(n).toFixed(2)}-${played.end(n).toFixed(2)}`);
}

function report() {
  if (!moved) return { opened: 1 };
  if (!film) return { paragraph: paragraph() ?? "" };
  return {
    seconds: film.currentTime.toFixed(1),
    length: film.duration.toFixed(2),
    watched: watched().slice(-100).join(","),
  };
}

function fresh() {
  const body = new URLSearchParams(report());
  return body.toString() === told ? null : body;
}

async function send() {
  clearTimeout(timer);
  timer = 0;
  const body = fresh();
  if (!body) return;
  const words = body.toString();
  told = words;
  try {
    const answer = await fetch(article.dataset.report, {
      method: "POST",
      body,
      keepalive: true,
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(answer.status);
    if (film) show(await answer.json());
  } catch {
    if (told === words) told = ""; // the next report brings it
  }
}

function leave() {
  const body = fresh();
  if (!body) return;
  const words = body.toString();
  body.append("csrf_token", token());
  if (navigator.sendBeacon?.(article.dataset.report, body)) told = words;
  else send();
}

function token() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

function show({ done, watched: share }) {
  article.querySelector("[data-film-share]").textContent = share;
  article.querySelector("[data-film-done]").hidden = !done;
  article.querySelector("[data-film-open]").hidden = done;
}

function soon() {
  moved ||= !film || film.played.length > 0;
  timer ||= setTimeout(send, EVERY);
}

const leftOff = article.dataset.leftOff && document.getElementById(article.dataset.leftOff);
if (leftOff && !location.hash && scrollY === 0) scrollBy(0, leftOff.getBoundingClientRect().top - innerHeight * LINE);

if (film) {
  film.addEventListener("timeupdate", soon);
  for (const event of ["pause", "ended", "seeked"]) film.addEventListener(event, send);
} else setTimeout(() => addEventListener("scroll", soon, { passive: true }), 500); // after the scrolling above
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
setTimeout(send, OPENED_AFTER);
