// A lesson tells the server where its reader is: the paragraph, the page, the slide, or the second of the film and what was watched.
// Reports are few: when one has moved, at most every few seconds, and when the page is left. Each film report holds all that
// this visit has played, so one that is lost is made good by the next.
import { deck } from "./lesson/deck.js";
import { pdf } from "./lesson/document.js";
import { film } from "./lesson/film.js";
import { text } from "./lesson/text.js";

const article = document.querySelector("[data-report]");
const OPENED_AFTER = 2000;
let moved = false; // until then only the opening is told, so that merely looking in forgets no place
let told = "";
let timer = 0;

const reader = [film, deck, pdf, text].map((make) => make(article, soon, send)).find(Boolean);

function fresh() {
  if (!article.dataset.report) return null; // a draft: nothing is noted
  const body = new URLSearchParams(moved ? reader.report() : { opened: 1 });
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
    reader.show?.(await answer.json());
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

function soon() {
  moved ||= reader.hasMoved?.() ?? true;
  timer ||= setTimeout(send, reader.every);
}

addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
setTimeout(send, OPENED_AFTER);
