// Files for the media library: sent in parts by tus, one after the other, each with its progress. A broken line, a killed server or a
// closed window costs a part: chosen again, the same file goes on where it was.
import { sent } from "./parts/sending.js";

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

function send({ file, row }) {
  const cancel = row.querySelector("[data-cancel]");
  const refused = (reason) => {
    refuse(row, reason || words.wordsLine);
    done();
  };
  sent(file, words.mediaUploads, {
    began: (upload) => {
      cancel.hidden = false;
      cancel.addEventListener("click", async () => {
        await upload.abort(true).catch(() => {});
        row.remove();
        done();
      });
    },
    again: () => say(row, words.wordsAgain),
    progress: (arrived, all) => progress(row, arrived, all),
    refused,
    kept: ({ item }) => {
      cancel.hidden = true;
      progress(row, 1, 1);
      say(row, words.wordsKept);
      const link = row.querySelector("a");
      link.href = item;
      link.hidden = false;
      kept += 1;
      done();
    },
  });
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
