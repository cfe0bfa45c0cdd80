// Files as answers: sent one after the other, each until the server has acknowledged it, with what is sent so far in sight. What stands
// as kept is the server's own list, never a picture of what this device has.
import { post, token } from "./sender.js";

const AGAIN = [1000, 2000, 4000, 8000, 16000]; // milliseconds until a file that did not arrive is sent again
const STALLED = 30_000; // without a byte moving

export class Uploads {
  // on: kept(form, reply), over(sentence), signedOut(sentence), unsent(sentence), changed()
  constructor(on) {
    Object.assign(this, { on, queue: [], request: null, waiting: null, idlers: [], areAsked: false });
    addEventListener("online", () => this.#hurry());
  }

  get isBusy() {
    return this.queue.length > 0;
  }

  // Resolves once nothing is being sent any more.
  idle() {
    return this.isBusy ? new Promise((done) => this.idlers.push(done)) : Promise.resolve();
  }

  // Whether one has to stay, for something is not on the server yet; says so.
  hold() {
    if (!this.isBusy) return false;
    this.on.unsent(this.queue[0].box.dataset.wordsUnsent);
    return true;
  }

  adopt(form, source) {
    const box = form.querySelector("[data-upload]");
    if (!box) return;
    this.areAsked = true;
    this.source = source;
    const input = box.querySelector("[type=file]");
    input.multiple = Number(box.dataset.most) > 1;
    box.querySelector("[data-add]").hidden = true; // what is chosen is sent at once
    input.addEventListener("change", () => this.#choose(form, box, input));
    box.querySelector("[data-cancel]").addEventListener("click", () => this.#cancel(box));
  }

  // Whether a button was one of ours; then it is done with.
  takes(form, button) {
    const box = form.querySelector("[data-upload]");
    if (!box || !["add", "remove"].includes(button?.value)) return false;
    if (button.value === "remove") this.#remove(form, box, button);
    return true;
  }

  #choose(form, box, input) {
    this.#error(box, "");
    for (const file of input.files) {
      if (file.size > Number(box.dataset.largest)) this.#error(box, box.dataset.wordsTooLarge.replace("{name}", file.name));
      else this.queue.push({ form, box, file, tries: 0 });
    }
    input.value = "";
    this.on.changed();
    this.#next();
  }

  #next() {
    if (this.request || this.waiting) return;
    if (!this.isBusy) {
      for (const done of this.idlers.splice(0)) done();
      return;
    }
    this.#send(this.queue[0]);
  }

  #send(entry) {
    const { form, box, file } = entry;
    const request = new XMLHttpRequest();
    this.request = request;
    let stalled;
    const moved = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED);
    };
    request.open("POST", `${form.action}/files`);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.upload.addEventListener("progress", (event) => {
      moved();
      if (event.lengthComputable) this.#progress(box, file, Math.floor((event.loaded / event.total) * 100));
    });
    request.addEventListener("loadend", () => {
      clearTimeout(stalled);
      this.request = null;
      if (this.queue[0] === entry) this.#answered(entry, request); // else it was cancelled
      else this.#next();
    });
    const body = new FormData();
    body.append("source", this.source);
    body.append("upload", file, file.name);
    this.#progress(box, file, 0);
    moved();
    request.send(body);
  }

  #answered(entry, request) {
    const { form, box, file } = entry;
    const reply = readable(request);
    const { status } = request;
    if (status === 200 && reply) {
      this.#show(form, box, reply, box.dataset.wordsKept.replace("{name}", file.name));
    } else if ([400, 401, 403].includes(status)) {
      this.on.signedOut(box.dataset.wordsSignedOut.replace("{name}", file.name));
    } else if (status === 413) {
      this.#error(box, box.dataset.wordsTooLarge.replace("{name}", file.name));
    } else if (reply?.over) {
      this.on.over(reply.error);
    } else if (reply?.error && status < 500 && status !== 429) {
      this.#error(box, `${file.name}: ${reply.error}`);
    } else {
      return this.#later(entry);
    }
    this.#done(entry);
  }

  // No answer, or none that says anything: the same file again. Arriving twice, it is kept once.
  #later(entry) {
    entry.box.querySelector("[data-sending-text]").textContent = entry.box.dataset.wordsWaiting.replace("{name}", entry.file.name);
    this.waiting = setTimeout(() => this.#hurry(), AGAIN[Math.min(entry.tries, AGAIN.length - 1)]);
    entry.tries += 1;
  }

  #hurry() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.#next();
  }

  #done(entry) {
    this.queue = this.queue.filter((each) => each !== entry);
    if (!this.queue.some((each) => each.box === entry.box)) entry.box.querySelector("[data-sending]").hidden = true;
    this.on.changed();
    this.#next();
  }

  #cancel(box) {
    const [first] = this.queue;
    this.queue = this.queue.filter((each) => each.box !== box);
    box.querySelector("[data-sending]").hidden = true;
    box.querySelector("[type=file]").focus();
    this.on.changed();
    if (first?.box !== box) return;
    if (this.request) this.request.abort();
    else this.#hurry();
  }

  async #remove(form, box, button) {
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    const answer = await post(button.formAction, { source: this.source }).catch(() => null);
    const reply = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json().catch(() => null) : null;
    button.removeAttribute("aria-busy");
    if (answer?.ok && reply) {
      this.#show(form, box, reply, box.dataset.wordsRemoved);
      box.querySelector("[type=file]").focus();
    } else if (reply?.over) this.on.over(reply.error);
    else if ([400, 401, 403].includes(answer?.status)) this.on.signedOut("");
    else if (reply?.error) this.#error(box, reply.error);
    else this.#error(box, box.dataset.wordsLine);
  }

  #show(form, box, reply, said) {
    const page = new DOMParser().parseFromString(reply.shown, "text/html");
    box.querySelector("[data-kept]").replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
    this.#error(box, "");
    box.querySelector("[data-upload-said]").textContent = said;
    this.on.kept(form, reply);
  }

  #progress(box, file, percent) {
    box.querySelector("[data-sending]").hidden = false;
    box.querySelector("progress").value = percent;
    box.querySelector("[data-sending-text]").textContent = box.dataset.wordsSending.replace("{name}", file.name).replace("{percent}", `${percent} %`);
  }

  #error(box, sentence) {
    const place = box.querySelector("[data-upload-error]");
    place.textContent = sentence;
    place.hidden = !sentence;
  }
}

function readable(request) {
  if (!request.getResponseHeader("Content-Type")?.startsWith("application/json")) return null;
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}
