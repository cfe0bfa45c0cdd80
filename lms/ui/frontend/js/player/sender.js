// Sends what the store holds, one answer after the other, until the server has acknowledged each; then again when new ones come.
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 20000;
const PATIENCE = 10000; // for one answer to one packet

export const token = () => document.querySelector('meta[name="csrf-token"]').content;

export async function post(url, fields, patience = PATIENCE) {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patience);
  try {
    return await fetch(url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
      keepalive: true,
      signal: abort.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

export class Sender {
  // on: saved(position, reply), offline(is), refused(sentence), tooLarge(), over(sentence), signedOut(), changed(), stands(reply)
  constructor(store, clock, base, source, on) {
    Object.assign(this, { store, clock, base, source, on, wait: FIRST_WAIT, running: null, stopped: false });
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
  }

  hurry() {
    this.wait = FIRST_WAIT;
    this.run();
  }

  // Resolves once the queue is empty, or the line is gone: then it goes on by itself later.
  run() {
    this.running ??= this.#drain().finally(() => (this.running = null));
    return this.running;
  }

  async #drain() {
    clearTimeout(this.timer);
    while (!this.stopped) {
      const [next] = Object.entries(this.store.all()).sort(([, a], [, b]) => a.revision - b.revision);
      if (!next) return this.#tell();
      if (!(await this.#send(Number(next[0]), next[1]))) {
        this.timer = setTimeout(() => this.run(), this.wait);
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
        return;
      }
      this.wait = FIRST_WAIT;
    }
  }

  // Whether this answer is done with: kept, or refused for good.
  async #send(position, { fields, revision }) {
    const sent = Date.now();
    let answer, reply;
    try {
      answer = await post(`${this.base}/${position}/response`, { ...fields, revision, source: this.source });
      reply = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    } catch {
      this.on.offline(true);
      return false;
    }
    if ([400, 401, 403].includes(answer.status)) {
      this.on.signedOut();
      return false;
    }
    if (answer.status === 413) {
      this.store.settle(position, revision);
      this.on.tooLarge();
      this.on.changed();
      return true;
    }
    if (!reply || answer.status >= 500 || answer.status === 429) {
      this.on.offline(true);
      return false;
    }
    this.on.offline(false);
    this.#settle(position, revision, answer, reply);
    if (reply.now) this.clock.sync(reply.now, sent);
    if (answer.ok) this.on.stands(reply);
    this.on.changed();
    return true;
  }

  #settle(position, revision, answer, reply) {
    if (answer.ok) {
      this.store.settle(position, revision);
      this.on.saved(position, reply);
    } else if (reply.over) {
      this.stopped = true;
      this.on.over(reply.error);
    } else {
      this.store.settle(position, revision);
      this.on.refused(reply.error);
    }
  }

  // Facts go after the answers, and fail in silence: they are kept, and sent with the next.
  async #tell() {
    const facts = this.store.facts.slice(0, 50);
    if (!facts.length) return;
    const answer = await post(`${this.base}/facts`, { source: this.source, facts: JSON.stringify(facts) }).catch(() => null);
    if (answer && (answer.ok || [404, 409, 422].includes(answer.status))) this.store.told(facts.at(-1).n);
  }
}
