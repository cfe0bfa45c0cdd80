// An examiner's list of a day: a sheet for each exam, each with a journal of its own on the device (the one that tests and visits use), sent
// when there is a line, and handed in once. The page stays: other sheets are still to be filled in.
import { keepPage } from "./parts/field.js";
import { Clock } from "./player/clock.js";
import { Sender, post } from "./player/sender.js";
import { Store } from "./player/store.js";
import { fieldsOf, fill } from "./visit/fields.js";

const AGAIN = 3000;
const list = document.querySelector("[data-exams]");

function setUp(roots) {
  const line = document.querySelector("[data-line]");
  const usual = line.textContent;
  const kept = document.querySelector("[data-kept]");
  let isOffline = !navigator.onLine;
  const show = () => {
    const waits = sheets.some((sheet) => sheet.waits);
    kept.classList.toggle("is-waiting", waits);
    kept.querySelector("[data-kept-text]").textContent = waits ? kept.dataset.wordsKept : kept.dataset.wordsSaved;
    line.textContent = isOffline ? list.dataset.wordsLine : usual;
  };
  const offline = (is) => {
    isOffline = is;
    show();
  };
  const keepAgain = keepPage(list);
  const sheets = [];
  for (const root of roots) sheets.push(new Sheet(root, { show, offline, keepAgain }));
  kept.hidden = sheets.length === 0;
  addEventListener("offline", () => offline(true));
  addEventListener("online", () => offline(false));
  addEventListener("beforeunload", (event) => {
    if (sheets.some((sheet) => sheet.isHandingIn || (sheet.store.isVolatile && sheet.waits))) event.preventDefault();
  });
  for (const sheet of sheets) sheet.start();
  show();
}

class Sheet {
  constructor(root, on) {
    Object.assign(this, { root, on, base: root.dataset.base, typed: new Map(), isHandingIn: false });
    this.store = new Store(root.dataset.exam, { keepsSent: true });
    this.clock = new Clock(Number(root.dataset.now), null);
    this.form = root.querySelector("form");
    this.line = root.querySelector("[data-sheet-line]");
    this.usual = this.line.textContent;
    this.sets = new Map([...root.querySelectorAll("[data-position]")].map((set) => [Number(set.dataset.position), set]));
    this.sender = new Sender(this.store, this.clock, this.base, "exam", {
      saved: (place, reply) => this.saved(place, reply),
      offline: on.offline,
      refused: (sentence) => this.trouble(sentence),
      tooLarge: () => {},
      stands: () => {},
      over: (sentence) => this.trouble(sentence),
      signedOut: () => this.trouble(list.dataset.wordsSignedOut),
      changed: on.show,
      isTyped: (place) => this.typed.has(place),
    });
  }

  get waits() {
    return this.isHandingIn || this.store.count > 0;
  }

  start() {
    for (const one of this.root.querySelectorAll("[data-no-script]")) one.hidden = true;
    for (const [place, set] of this.sets) {
      set.addEventListener("input", (event) => this.changed(set, place, event.target));
      set.addEventListener("change", () => this.rested(place));
    }
    this.refill();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.handIn();
    });
    this.store.recover().then((found) => found && this.refill());
    this.sender.run();
  }

  // What the device knows later than the page: the page may be one that was kept for want of a line.
  refill() {
    for (const [place, set] of this.sets) {
      const known = this.store.latest(place);
      if (known?.revision > Number(set.dataset.revision)) fill(set, known.fields);
    }
    if (this.store.count) this.root.open = true;
  }

  saved(place, reply) {
    const set = this.sets.get(place);
    if (!set) return;
    set.dataset.revision = reply.revision;
    if (reply.newer && !this.store.get(place)) fill(set, reply.fields);
  }

  changed(set, place, control) {
    if (control.matches("textarea")) {
      clearTimeout(this.typed.get(place));
      this.typed.set(place, setTimeout(() => this.rested(place), 1200));
    }
    this.store.put(place, fieldsOf(set), this.store.next(Number(set.dataset.revision), this.clock.now()));
    this.on.show();
    if (!this.typed.has(place)) this.sender.run();
  }

  rested(place) {
    clearTimeout(this.typed.get(place));
    this.typed.delete(place);
    this.sender.run();
  }

  trouble(sentence) {
    const box = this.root.querySelector("[data-trouble]");
    this.root.querySelector("[data-trouble-text]").textContent = sentence;
    box.hidden = !sentence;
    if (sentence) box.focus();
  }

  async handIn() {
    if (this.isHandingIn) return;
    for (const place of [...this.typed.keys()]) this.rested(place);
    this.isHandingIn = true;
    this.trouble("");
    this.line.textContent = list.dataset.wordsWaiting;
    this.on.show();
    await this.untilItArrives();
    this.isHandingIn = false;
    this.line.textContent = this.usual;
    this.on.show();
  }

  async untilItArrives() {
    for (;;) {
      await this.sender.run();
      if (this.sender.stopped) return;
      const answer = this.store.count ? null : await post(`${this.base}/hand-in`, {}).catch(() => null);
      const reply = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json().catch(() => null) : null;
      if (answer?.ok && reply?.result) return this.arrived();
      if ([400, 401, 403].includes(answer?.status)) return this.trouble(list.dataset.wordsSignedOut);
      if (reply?.error) return this.refused(reply);
      await new Promise((rest) => setTimeout(rest, AGAIN));
    }
  }

  arrived() {
    this.store.clear();
    this.form.remove();
    this.root.querySelector("[data-sent]").hidden = false;
    this.root.querySelector("[data-trouble]").hidden = true;
    this.on.offline(false);
    this.on.keepAgain();
  }

  refused({ error, field }) {
    this.trouble(error);
    const set = [...this.sets.values()].find((one) => one.dataset.item === field);
    set?.focus();
    set?.scrollIntoView({ block: "center" });
  }
}

for (const done of document.querySelectorAll("[data-exam-done]")) new Store(done.dataset.examDone).clear();
if (list) setUp([...list.querySelectorAll("[data-exam]")]);
