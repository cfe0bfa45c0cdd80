// What the page shows of the state: the count, the map, the banners. Words come from the page, in the reader's language.
const $ = (selector) => document.querySelector(selector);

// An empty field is no answer, nor is how sure one is of none.
export const isAnswer = (fields) =>
  Object.entries(fields).some(([name, values]) => name !== "certainty" && [values].flat().some((value) => value !== ""));

export class Screen {
  constructor(root, clock) {
    this.root = root;
    this.clock = clock;
    this.map = $("[data-words-saved]");
    this.entries = new Map(
      [...(this.map?.querySelectorAll("[data-question]") ?? [])].map((li) => [Number(li.dataset.question), li]),
    );
    this.saved = new Set(
      [...this.entries].filter(([, li]) => li.querySelector(".is-done")).map(([position]) => position),
    );
    this.flagged = new Set(
      [...this.entries].filter(([, li]) => !li.querySelector("[data-flag]").hidden).map(([position]) => position),
    );
  }

  // isVolatile: the device keeps nothing, so the page must stay open while something waits.
  // files: {areAsked, isBusy}; none of them is kept on the device.
  show(pending, isVolatile, files) {
    const waiting = new Map(
      Object.entries(pending).map(([position, { fields }]) => [Number(position), isAnswer(fields)]),
    );
    for (const [position, li] of this.entries) this.#entry(position, li, waiting);
    const answered = [...this.entries.keys()].filter((n) => waiting.get(n) ?? this.saved.has(n));
    const saved = answered.filter((n) => !waiting.has(n));
    this.#count(saved.length, answered.length, waiting.size > 0);
    this.#offlineWords(waiting.size, files);
    $("[data-player-volatile]").hidden = !(isVolatile && waiting.size);
  }

  #entry(position, li, waiting) {
    const link = li.querySelector("a");
    const words = this.map.dataset;
    const state = waiting.has(position) ? "waiting" : this.saved.has(position) ? "saved" : "open";
    link.classList.toggle("is-waiting", state === "waiting");
    link.classList.toggle("is-done", state === "saved");
    li.querySelector("[data-flag]").hidden = !this.flagged.has(position);
    const name = link.getAttribute("aria-label").split(", ")[0];
    const said = { waiting: words.wordsWaiting, saved: words.wordsSaved, open: words.wordsOpen }[state];
    link.setAttribute("aria-label", [name, said, ...(this.flagged.has(position) ? [words.wordsFlagged] : [])].join(", "));
  }

  #count(saved, answered, waiting) {
    const place = $("[data-saved]");
    const text = place.querySelector("[data-saved-text]");
    const words = text.dataset.pattern.replace("{saved}", saved).replace("{answered}", answered);
    if (text.textContent !== words) text.textContent = words;
    place.classList.toggle("is-waiting", waiting);
    place.querySelector('[data-when="saved"]').hidden = waiting;
    place.querySelector('[data-when="waiting"]').hidden = !waiting;
  }

  current(position) {
    for (const [each, li] of this.entries) {
      const link = li.querySelector("a");
      if (each === position) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  flag(position, on) {
    if (on) this.flagged.add(position);
    else this.flagged.delete(position);
    const place = $("[data-flagged]");
    if (!place) return;
    const count = this.flagged.size;
    place.hidden = !count;
    place.textContent = count === 1 ? place.dataset.wordsOne : place.dataset.wordsMany.replace("{count}", count);
  }

  offline(is) {
    $("[data-player-offline]").hidden = !is;
  }

  #offlineWords(count, files) {
    const words = this.root.dataset;
    const onlyFiles = !count && files.isBusy;
    const kept = onlyFiles ? "" : [words.wordsOfflineNone, words.wordsOfflineOne][count] ?? words.wordsOfflineMany.replace("{count}", count);
    const sent = files.isBusy ? words.wordsOfflineFile : files.areAsked ? words.wordsOfflineFiles : "";
    const closes = this.clock.deadline
      ? words.wordsCloses.replace("{time}", this.#hour(this.clock.deadline))
      : "";
    const place = $("[data-player-offline-text]");
    const said = [kept, sent, closes].filter(Boolean).join(document.documentElement.lang.startsWith("zh") ? "" : " ");
    if (place.textContent !== said) place.textContent = said;
  }

  #hour(time) {
    const how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.root.dataset.timeZone };
    return new Intl.DateTimeFormat(document.documentElement.lang, how).format(new Date(time));
  }

  // other: another browser, with its name and when it was last heard of; null: another page of this browser.
  elsewhere(other) {
    const words = this.root.dataset;
    const said = other ? words.wordsElsewhere.replace("{device}", other.device).replace("{time}", other.seen) : words.wordsOtherPage;
    const place = $("[data-player-elsewhere]");
    place.querySelector("[data-player-elsewhere-text]").textContent = said;
    if (!place.hidden) return;
    place.hidden = false;
    place.querySelector("button").focus();
  }

  handingIn(is) {
    const place = $("[data-handing-in]");
    if (place) place.hidden = !is;
  }

  moreTime() {
    const place = $("[data-player-notice]");
    place.querySelector("[data-player-notice-text]").textContent = this.root.dataset.wordsMoreTime.replace("{time}", this.#hour(this.clock.deadline));
    place.hidden = false;
  }

  trouble(sentence) {
    const place = $("[data-player-trouble]");
    place.querySelector("[data-player-trouble-text]").textContent = sentence;
    place.hidden = !sentence;
  }
}
