// The journal of one attempt on this device: answers that the server has not acknowledged yet (by position their form fields and
// revision), which it acknowledged (so that another window hears of it), and facts that it has not been told. It survives reload, crash and an empty battery; where the browser keeps nothing
// (private windows, a full disk), memory must do, and `isVolatile` says so. Another attempt's journal has another name.
import * as mirror from "./mirror.js";
import { isAnswer } from "./screen.js";

const SHAPE = 2;
const MOST_FACTS = 100;
const A_MOMENT = 3000; // milliseconds away that are no leaving: a reload, a glance at a notification

const fresh = (attempt) => ({ v: SHAPE, attempt, last: 0, answers: {}, done: {}, n: 0, facts: [], away: false });

const isFields = (fields) =>
  fields !== null &&
  typeof fields === "object" &&
  Object.values(fields).every((values) => Array.isArray(values) && values.every((value) => typeof value === "string"));
const isNumbered = (position, entry) =>
  /^[1-9]\d*$/.test(position) && Number.isSafeInteger(entry?.revision) && entry.revision > 0;
const isEntry = (position, entry) => isNumbered(position, entry) && isFields(entry.fields);
const isDone = (position, entry) =>
  isNumbered(position, entry) && typeof entry.answered === "boolean" && (entry.fields === undefined || isFields(entry.fields));

// What can be used of a kept text, and whether all of it could.
export function sound(text, attempt) {
  const record = fresh(attempt);
  if (text === null) return [record, true];
  let kept;
  try {
    kept = JSON.parse(text);
  } catch {
    return [record, false];
  }
  if (kept === null || typeof kept !== "object" || Array.isArray(kept)) return [record, false];
  if (kept.v === undefined) kept = { answers: kept }; // as journals were kept at first
  if (kept.attempt !== undefined && kept.attempt !== attempt) return [record, false];
  const answers = Object.entries(kept.answers ?? {});
  const usable = answers.filter(([position, entry]) => isEntry(position, entry));
  record.answers = Object.fromEntries(usable);
  record.last = Math.max(Number.isSafeInteger(kept.last) ? kept.last : 0, ...usable.map(([, entry]) => entry.revision));
  record.done = Object.fromEntries(Object.entries(kept.done ?? {}).filter(([position, entry]) => isDone(position, entry)));
  record.facts = Array.isArray(kept.facts) ? kept.facts.filter((fact) => Number.isSafeInteger(fact?.n)) : [];
  record.n = Math.max(Number.isSafeInteger(kept.n) ? kept.n : 0, 0, ...record.facts.map((fact) => fact.n));
  record.away = kept.away === true;
  return [record, usable.length === answers.length];
}

export { A_MOMENT };

export class Store {
  // keepsSent: what was acknowledged is kept too, for a page that may be older than it (one that opens without a line).
  constructor(attempt, { keepsSent = false } = {}) {
    this.attempt = attempt;
    this.keepsSent = keepsSent;
    this.key = `attempt:${attempt}`;
    this.memory = null; // the whole journal, while the device takes none
    this.isDamaged = false; // something was kept that nobody can read any more
    this.#read();
  }

  get isVolatile() {
    return this.memory !== null;
  }

  all() {
    return this.#read().answers;
  }

  get(position) {
    return this.all()[position];
  }

  // The last that this device knows of an answer: the one that waits, or the one that was acknowledged.
  latest(position) {
    const { answers, done } = this.#read();
    return answers[position] ?? (done[position]?.fields && done[position]);
  }

  get count() {
    return Object.keys(this.all()).length;
  }

  // The number of the next change: above all before it, and the server's time where that is higher, so that of two devices the
  // later answer wins.
  next(above, now) {
    return Math.max(this.#read().last + 1, above + 1, now);
  }

  put(position, fields, revision) {
    const record = this.#read();
    record.answers[position] = { fields, revision };
    delete record.done[position];
    record.last = Math.max(record.last, revision);
    this.#write(record);
  }

  // Acknowledged (said: what the server has now), or refused for good; a later answer to the same question stays.
  settle(position, revision, said) {
    const record = this.#read();
    if (!record.answers[position] || record.answers[position].revision > revision) return;
    delete record.answers[position];
    if (said) {
      const fields = this.keepsSent ? { revision: said.revision, fields: said.fields } : {};
      record.done[position] = { revision, answered: isAnswer(said.fields), ...fields };
    }
    this.#write(record);
  }

  // What the second copy has and this one lost with the browser; resolves to whether there was anything. An answer that was
  // acknowledged meanwhile may be among it: the server has it under the same number, or a later one, and changes nothing.
  async recover() {
    const text = await mirror.read(this.key);
    if (typeof text !== "string") return false;
    const [other] = sound(text, this.attempt);
    const record = this.#read();
    const lost = Object.entries(other.answers).filter(([position, { revision }]) => revision > (record.answers[position]?.revision ?? 0) && revision > record.last);
    for (const [position, entry] of lost) record.answers[position] = entry;
    if (!lost.length) return false;
    record.last = Math.max(record.last, other.last);
    this.#write(record);
    return true;
  }

  // Another window of this browser wrote in the journal; on: called with what was acknowledged to it just now.
  follow(on) {
    addEventListener("storage", (event) => {
      if (event.key !== this.key || !event.newValue || this.memory) return;
      const [before, now] = [event.oldValue, event.newValue].map((text) => sound(text, this.attempt)[0].done);
      on(Object.entries(now).filter(([position, { revision }]) => before[position]?.revision !== revision));
    });
  }

  // ---- What only the browser knows ----

  get facts() {
    return this.#read().facts;
  }

  get isAway() {
    return this.#read().away;
  }

  tell(kind, at, position) {
    const record = this.#read();
    if (kind === "left" || kind === "returned") {
      if (record.away === (kind === "left")) return;
      record.away = kind === "left";
      const last = record.facts.at(-1);
      if (kind === "returned" && last?.kind === "left" && at - last.at < A_MOMENT) {
        record.facts.pop(); // its number is not used again
        this.#write(record);
        return;
      }
    }
    if (record.facts.length < MOST_FACTS) {
      record.n += 1;
      record.facts.push({ n: record.n, kind, at, ...(position ? { position } : {}) });
    }
    this.#write(record);
  }

  told(n) {
    const record = this.#read();
    record.facts = record.facts.filter((fact) => fact.n > n);
    this.#write(record);
  }

  // The attempt has ended, and the server said so.
  clear() {
    this.memory = null;
    mirror.remove(this.key);
    try {
      localStorage.removeItem(this.key);
    } catch {
      // then there is nothing
    }
  }

  #read() {
    if (this.memory) return this.memory;
    let text;
    try {
      text = localStorage.getItem(this.key);
    } catch {
      return (this.memory = fresh(this.attempt));
    }
    const [record, whole] = sound(text, this.attempt);
    if (!whole) this.isDamaged = true;
    return record;
  }

  #write(record) {
    const text = JSON.stringify(record);
    mirror.write(this.key, text);
    try {
      localStorage.setItem(this.key, text);
      this.memory = null;
    } catch {
      this.memory = record; // full or forbidden
    }
  }
}
