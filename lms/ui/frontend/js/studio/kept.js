// What is typed and saved by itself: when one pauses, never over somebody else's; what the server has not yet stays in this browser.
// Whoever extends this says what there is (value), how it is put back (restore), how it is sent (body), and what to do with an answer (done).
import { token } from "../player/sender.js";

const PAUSE = 900; // milliseconds without a key until it is saved
const LONGEST = 6000; // however fast one types
const AGAIN = 5000; // after the line was gone

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

export class Kept {
  constructor(form) {
    this.form = form;
    this.key = `studio:${form.dataset.keep}`;
    this.words = form.dataset;
    this.status = document.querySelector("[data-saved-words]");
    const save = form.querySelector("[data-save]");
    if (save) save.hidden = true;
    form.addEventListener("submit", () => this.stop());
    addEventListener("online", () => this.save());
  }

  // Called at the end of a constructor, when the value can be read.
  begin() {
    this.saved = this.value();
    this.takeBack();
  }

  get path() {
    return this.form.elements.path.value;
  }

  isUnsaved() {
    return this.value() !== this.saved && !this.leaving;
  }

  // What was typed last time and never reached the server.
  takeBack() {
    const kept = stored(this.key);
    if (!kept || kept.text === this.value()) return localStorage.removeItem(this.key);
    this.restore(kept.text);
    this.form.elements.based_on.value = kept.based_on;
    this.say(this.words.wordsBack);
    this.changed();
  }

  changed() {
    this.since ??= Date.now();
    try {
      localStorage.setItem(this.key, JSON.stringify({ text: this.value(), based_on: this.form.elements.based_on.value }));
    } catch {
      // a full or closed store: the server gets it in a moment
    }
    if (!this.refused) this.say(this.words.wordsSaving);
    this.later(Math.max(0, Math.min(PAUSE, this.since + LONGEST - Date.now())));
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  stop() {
    clearTimeout(this.timer);
    this.leaving = true;
    this.saved = this.value();
  }

  async save() {
    if (this.sending || this.refused || !this.isUnsaved()) return;
    clearTimeout(this.timer);
    const sent = this.value();
    this.sending = true;
    const answer = await fetch(this.form.action, {
      method: "POST",
      body: this.body(),
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
    }).catch(() => null);
    const reply = await answer?.json().catch(() => null);
    this.sending = false;
    if (answer?.ok && reply) this.done(sent, reply);
    else if (reply?.said) this.correct(reply);
    else if (reply?.error) this.refuse(reply);
    else {
      this.say(this.words.wordsLost);
      this.later(AGAIN);
    }
  }

  done(sent, reply) {
    this.saved = sent;
    this.since = undefined;
    this.form.elements.based_on.value = reply.sha256;
    for (const other of document.querySelectorAll(`[name=path][value="${CSS.escape(this.path)}"]`)) {
      if (other.form !== this.form && other.form.elements.based_on) other.form.elements.based_on.value = reply.sha256;
    }
    this.show(reply);
    document.dispatchEvent(new CustomEvent("studio:saved"));
    if (this.isUnsaved()) return this.changed();
    localStorage.removeItem(this.key);
    this.say(this.words.wordsSaved.replace("{time}", reply.saved));
  }

  // Somebody was faster, or the draft is closed: nothing is sent any more until a person decides.
  refuse(reply) {
    this.refused = true;
    const note = this.form.querySelector("[data-refused]");
    note.querySelector("[data-refused-words]").textContent = reply.by ? `${reply.error} (${reply.by})` : reply.error;
    note.querySelector("button").hidden = !reply.overtaken;
    note.hidden = false;
    this.say(this.words.wordsSaving);
  }

  say(words) {
    if (this.status) this.status.textContent = words;
  }
}
