// Sends what the store holds until the server has acknowledged each answer, then again when new ones come. One that waits alone goes
// by itself; what has gathered meanwhile (the line was gone, one clicks fast) goes in one packet, and is acknowledged answer by answer.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 20000;
const PATIENCE = 10000; // for one answer to one packet
const MOST = 50; // answers in a packet: the server takes no more
const LARGEST = 50_000; // characters in a packet: browsers finish sending no more than 64 KB of a page that is left

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
      keepalive: String(body).length < LARGEST + 10_000,
      signal: abort.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

export class Sender {
  // on: saved(position, reply), offline(is), refused(sentence), tooLarge(), over(sentence), signedOut(), changed(), stands(reply),
  // isTyped(position): it goes when one pauses
  constructor(store, clock, base, source, on) {
    Object.assign(this, { store, clock, base, source, on, wait: FIRST_WAIT, running: null, stopped: false, singly: 0 });
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
      const packet = this.#packet();
      if (!packet.length) {
        await this.#tell();
        if (this.#packet().length) continue; // given while the facts were told
        return;
      }
      if (!(await this.#send(packet))) {
        this.timer = setTimeout(() => this.run(), this.wait);
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
        return;
      }
      this.wait = FIRST_WAIT;
    }
  }

  // What goes next, the oldest first: one answer, or as many as fit.
  #packet() {
    const waiting = Object.entries(this.store.all())
      .map(([position, { fields, revision }]) => ({ position: Number(position), fields, revision }))
      .filter(({ position }) => !this.on.isTyped(position))
      .sort((a, b) => a.revision - b.revision);
    if (this.singly > 0) return waiting.slice(0, 1);
    let size = 0;
    const fits = (answer) => (size += encodeURIComponent(JSON.stringify(answer)).length) < LARGEST;
    const end = waiting.findIndex((answer, n) => n >= MOST || (!fits(answer) && n > 0));
    return end < 0 ? waiting : waiting.slice(0, end);
  }

  #post(packet) {
    const [{ position, fields, revision }] = packet;
    return packet.length > 1
      ? post(`${this.base}/responses`, { answers: JSON.stringify(packet), source: this.source })
      : post(`${this.base}/${position}/response`, { ...fields, revision, source: this.source });
  }

  // Whether these answers are done with: kept, or refused for good.
  async #send(packet) {
    const sent = Date.now();
    let answer, reply;
    try {
      answer = await this.#post(packet);
      reply = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    } catch {
      this.on.offline(true);
      return false;
    }
    if ([400, 401, 403].includes(answer.status)) {
      this.on.signedOut();
      return false;
    }
    // A packet that is refused as a whole, while the attempt goes on: each answer by itself, so that one that cannot be kept loses
    // no other.
    if (packet.length > 1 && [404, 405, 413, 422].includes(answer.status)) {
      this.singly = packet.length;
      return true;
    }
    this.singly = Math.max(this.singly - 1, 0);
    if (answer.status === 413) {
      this.store.settle(packet[0].position, packet[0].revision);
      this.on.tooLarge();
      this.on.changed();
      return true;
    }
    if (!reply || answer.status >= 500 || answer.status === 429) {
      this.on.offline(true);
      return false;
    }
    this.on.offline(false);
    const done = this.#settle(packet, reply);
    if (reply.now) this.clock.sync(reply.now, sent);
    if (answer.ok) this.on.stands(reply);
    this.on.changed();
    return done;
  }

  // Whether something was said of each. What is not acknowledged stays, and is sent again.
  #settle(packet, reply) {
    if (reply.over) {
      this.stopped = true;
      this.on.over(reply.error);
      return true;
    }
    const said = new Map((reply.answers ?? [{ position: packet[0].position, ...reply }]).map((one) => [one.position, one]));
    for (const { position, revision } of packet) {
      const one = said.get(position);
      if (!one) continue;
      this.store.settle(position, revision, one.error === undefined ? one : undefined);
      if (one.error === undefined) this.on.saved(position, one);
      else this.on.refused(one.error);
    }
    return packet.every(({ position }) => said.has(position));
  }

  // Facts go after the answers, and fail in silence: they are kept, and sent with the next.
  async #tell() {
    const facts = this.store.facts.slice(0, 50);
    if (!facts.length) return;
    const answer = await post(`${this.base}/facts`, { source: this.source, facts: JSON.stringify(facts) }).catch(() => null);
    if (answer && (answer.ok || [404, 409, 422].includes(answer.status))) this.store.told(facts.at(-1).n);
  }
}
