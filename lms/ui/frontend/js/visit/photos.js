// Photos of a visit: kept on this device as they are taken, sent one after the other until the server has each. Their own name (mark)
// goes along, so that one that arrives twice is kept once.
import * as mirror from "../player/mirror.js";
import { token } from "../player/sender.js";

const AGAIN = 5000; // milliseconds until one that did not arrive is sent again

export class Photos {
  // on: changed(waiting), arrived(entry, reply), refused(entry, sentence), signedOut()
  constructor(visit, base, on) {
    Object.assign(this, { key: `photos:${visit}`, base, on, list: [], running: null });
    addEventListener("online", () => this.run());
  }

  get waiting() {
    return this.list.length;
  }

  async recover() {
    this.list = (await mirror.read(this.key)) ?? [];
    if (this.waiting) this.on.changed();
    return this.list;
  }

  add(item, file, place) {
    const entry = { mark: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, item, file, place };
    this.list.push(entry);
    this.#keep();
    this.run();
    return entry;
  }

  clear() {
    this.list = [];
    mirror.remove(this.key);
  }

  // Resolves once all have arrived, or the line is gone.
  run() {
    this.running ??= this.#drain().finally(() => (this.running = null));
    return this.running;
  }

  #keep() {
    mirror.write(this.key, this.list);
    this.on.changed();
  }

  async #drain() {
    clearTimeout(this.timer);
    while (this.list.length) {
      const [entry] = this.list;
      if (!(await this.#send(entry))) {
        this.timer = setTimeout(() => this.run(), AGAIN);
        return;
      }
      this.list = this.list.filter((one) => one !== entry);
      this.#keep();
    }
  }

  async #send({ mark, item, file, place }) {
    const body = new FormData();
    body.append("item", item);
    body.append("mark", mark);
    if (place) for (const [name, value] of Object.entries(place)) body.append(name, value);
    body.append("photo", file, "photo");
    const entry = this.list[0];
    const answer = await fetch(`${this.base}/photos`, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
    }).catch(() => null);
    const reply = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json().catch(() => null) : null;
    if (answer?.ok && reply) {
      this.on.arrived(entry, reply);
      return true;
    }
    if ([400, 401, 403].includes(answer?.status)) {
      this.on.signedOut();
      return false;
    }
    if (answer && answer.status < 500 && answer.status !== 429) {
      this.on.refused(entry, reply?.error ?? "");
      return answer.status !== 409; // a closed plan: the photo stays on the device
    }
    return false;
  }
}
