// Answers that the server has not acknowledged yet, kept on this device: by position their form fields and revision.
// Where the browser keeps nothing for us (private windows), memory must do.
export class Store {
  constructor(attempt) {
    this.key = `attempt:${attempt}`;
    this.memory = {};
  }

  all() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? this.memory;
    } catch {
      return this.memory;
    }
  }

  get(position) {
    return this.all()[position];
  }

  get count() {
    return Object.keys(this.all()).length;
  }

  put(position, fields, revision) {
    this.#write({ ...this.all(), [position]: { fields, revision } });
  }

  // Acknowledged, or refused for good; a later answer to the same question stays.
  settle(position, revision) {
    const all = this.all();
    if (!all[position] || all[position].revision > revision) return;
    delete all[position];
    this.#write(all);
  }

  clear() {
    this.#write({});
  }

  #write(all) {
    this.memory = all;
    try {
      if (Object.keys(all).length) localStorage.setItem(this.key, JSON.stringify(all));
      else localStorage.removeItem(this.key);
    } catch {
      // full or forbidden: memory has it
    }
  }
}
