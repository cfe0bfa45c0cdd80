// Text while it is typed. Each key is kept on the device at once, so that neither zero, nor another device, nor a closed page takes
// what stands there; it is sent when one pauses, for a packet a key is more than anybody needs.
const PAUSE = 700; // milliseconds without a key

export class Typing {
  constructor(send) {
    this.send = send;
    this.places = new Map(); // question -> timer
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.done());
    addEventListener("pagehide", () => this.done());
  }

  // Whether an answer is under way and waits for a pause.
  has(place) {
    return this.places.has(place);
  }

  key(place) {
    clearTimeout(this.places.get(place));
    this.places.set(place, setTimeout(() => this.pause(place), PAUSE));
  }

  pause(place) {
    clearTimeout(this.places.get(place));
    this.places.delete(place);
    this.send();
  }

  // Nothing is under way any more: what was typed goes now.
  done() {
    for (const place of [...this.places.keys()]) this.pause(place);
  }
}
