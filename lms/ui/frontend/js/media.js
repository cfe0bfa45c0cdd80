// Files for the media library: sent in parts by tus, one after the other, each with its progress. A broken line, a killed server or a
// closed window costs a part: chosen again, the same file goes on where it was.
import * as tus from "tus-js-client";

const PART = 4 * 1024 * 1024;
const AGAIN = [0, 1000, 3000, 5000, 10000, 20000, 20000, 20000];

const form = document.querySelector("[data-media-uploads]");
const list = form.querySelector("[data-upload-list]");
const pattern = form.querySelector("template").content.firstElementChild;
const input = form.querySelector("[type=file]");
const words = form.dataset;
const queue = [];
let busy = false;
let kept = 0;

form.querySelector("[data-without-script]").hidden = true;
input.addEventListener("change", () => {
  choose(input.files);
  input.value = "";
});
form.addEventListener("submit", (event) => event.preventDefault());
for (const [event, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  form.addEventListener(event, (happened) => {
    happened.preventDefault();
    form.classList.toggle("is-over", over);
    if (event === "drop") choose(happened.dataTransfer.files);
  });
}
addEventListener("beforeunload", (event) => busy && event.preventDefault());

function choose(files) {
  for (const file of files) {
    const row = pattern.cloneNode(true);
    row.querySelector("[data-name]").textContent = file.name;
    list.append(row);
    if (file.size > Number(words.largest)) {
      refuse(row, words.wordsTooLarge);
      continue;
    }
    queue.push({ file, row });
    say(row, words.wordsWaiting);
  }
  next();
}

function next() {
  if (busy) return;
  const entry = queue.shift();
  if (!entry) {
    if (kept) form.querySelector("[data-show-new]").hidden = false;
    return;
  }
  busy = true;
  send(entry);
}

async function send({ file, row }) {
  const upload = new tus.Upload(file, {
    endpoint: words.mediaUploads,
    chunkSize: PART,
    retryDelays: AGAIN,
    metadata: { filename: file.name },
    removeFingerprintOnSuccess: true,
    headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content, Accept: "application/json" },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      say(row, words.wordsAgain);
      return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
    },
    onProgress: (sent, all) => progress(row, sent, all),
    onError: (error) => {
      refuse(row, reasonIn(error) ?? words.wordsLine);
      done();
    },
    onSuccess: async () => {
      await ended(row, upload.url);
      done();
    },
  });
  row.querySelector("[data-cancel]").hidden = false;
  row.querySelector("[data-cancel]").addEventListener("click", async () => {
    await upload.abort(true).catch(() => {});
    row.remove();
    done();
  });
  const before = await upload.findPreviousUploads().catch(() => []);
  if (before.length) upload.resumeFromPreviousUpload(before[0]);
  upload.start();
}

async function ended(row, url) {
  row.querySelector("[data-cancel]").hidden = true;
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    const { state, reason, item } = await answer.json();
    if (state !== "kept") return refuse(row, reason);
    progress(row, 1, 1);
    say(row, words.wordsKept);
    const link = row.querySelector("a");
    link.href = item;
    link.hidden = false;
    kept += 1;
  } catch {
    refuse(row, words.wordsLine);
  }
}

function done() {
  busy = false;
  next();
}

function progress(row, sent, all) {
  const percent = Math.floor((sent / all) * 100);
  row.querySelector("progress").value = percent;
  say(row, words.wordsSending.replace("{percent}", `${percent} %`));
}

function say(row, sentence) {
  row.querySelector("[data-state]").textContent = sentence;
}

function refuse(row, sentence) {
  row.classList.add("is-refused");
  row.querySelector("progress").hidden = true;
  row.querySelector("[data-cancel]").hidden = true;
  say(row, sentence);
}

function reasonIn(error) {
  try {
    return JSON.parse(error.originalResponse.getBody()).reason;
  } catch {
    return null;
  }
}
