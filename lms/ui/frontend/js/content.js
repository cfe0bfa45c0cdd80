// A zip file of content: sent in parts by tus with its progress; once it is whole, on to the page that shows what it holds. A broken line, a
// killed server or a closed window costs a part: chosen again, the same file goes on where it was.
import * as tus from "tus-js-client";

const PART = 8 * 1024 * 1024;
const AGAIN = [0, 1000, 3000, 5000, 10000, 20000, 20000, 20000];

const form = document.querySelector("[data-content-upload]");
const row = form.querySelector("[data-sending]");
const input = form.querySelector("[type=file]");
const words = form.dataset;
let busy = false;

form.querySelector("[data-without-script]").hidden = true;
form.addEventListener("submit", (event) => event.preventDefault());
input.addEventListener("change", () => input.files.length && send(input.files[0]));
for (const [event, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  form.addEventListener(event, (happened) => {
    happened.preventDefault();
    form.classList.toggle("is-over", over);
    if (event === "drop" && happened.dataTransfer.files.length && !busy) send(happened.dataTransfer.files[0]);
  });
}
addEventListener("beforeunload", (event) => busy && event.preventDefault());

// Who ticks a course means only those.
for (const box of document.querySelectorAll("[data-chooses]")) {
  box.addEventListener("change", () => (document.getElementById("what-some").checked = true));
}

async function send(file) {
  row.hidden = false;
  row.classList.remove("is-refused");
  row.querySelector("[data-name]").textContent = file.name;
  row.querySelector("progress").hidden = false;
  if (file.size > Number(words.largest)) return refuse(words.wordsTooLarge);
  works(true);
  const upload = new tus.Upload(file, {
    endpoint: words.contentUpload,
    chunkSize: PART,
    retryDelays: AGAIN,
    metadata: { filename: file.name },
    removeFingerprintOnSuccess: true,
    headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content, Accept: "application/json" },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      say(words.wordsAgain);
      return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
    },
    onProgress: (sent, all) => progress(sent, all),
    onError: (error) => refuse(reasonIn(error) ?? words.wordsLine),
    onSuccess: () => ended(upload.url),
  });
  row.querySelector("[data-cancel]").onclick = async () => {
    await upload.abort(true).catch(() => {});
    works(false);
    row.hidden = true;
  };
  const before = await upload.findPreviousUploads().catch(() => []);
  if (before.length) upload.resumeFromPreviousUpload(before[0]);
  upload.start();
}

async function ended(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    const { state, reason, item } = await answer.json();
    if (state !== "kept") return refuse(reason);
    works(false);
    location.assign(item);
  } catch {
    refuse(words.wordsLine);
  }
}

function works(is) {
  busy = is;
  input.disabled = is;
  row.querySelector("[data-cancel]").hidden = !is;
}

function progress(sent, all) {
  const percent = Math.floor((sent / all) * 100);
  row.querySelector("progress").value = percent;
  say(words.wordsSending.replace("{percent}", `${percent} %`));
}

function say(sentence) {
  row.querySelector("[data-state]").textContent = sentence;
}

function refuse(sentence) {
  works(false);
  input.value = "";
  row.classList.add("is-refused");
  row.querySelector("progress").hidden = true;
  say(sentence);
}

function reasonIn(error) {
  try {
    return JSON.parse(error.originalResponse.getBody()).reason;
  } catch {
    return null;
  }
}
