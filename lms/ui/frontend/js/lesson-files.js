// A file brought right into a lesson's form: into the media library in parts, then chosen in its field, which saves the form.
import { sent } from "./parts/sending.js";

for (const box of document.querySelectorAll("[data-media-field]")) {
  const input = box.querySelector("[data-bring]");
  const words = input.form.dataset;
  input.addEventListener("change", () => input.files[0] && bring(box, input, words));
}

function bring(box, input, words) {
  const [file] = input.files;
  const select = box.querySelector("select");
  const state = box.querySelector("[data-bring-state]");
  const bar = box.querySelector("[data-bring-progress]");
  const hold = (event) => event.preventDefault();
  const end = (sentence) => {
    state.textContent = sentence;
    bar.hidden = true;
    removeEventListener("beforeunload", hold);
  };
  input.value = "";
  bar.hidden = false;
  addEventListener("beforeunload", hold);
  sent(file, words.uploads, {
    again: () => (state.textContent = words.wordsAgain),
    progress: (arrived, all) => {
      bar.value = Math.floor((arrived / all) * 100);
      state.textContent = words.wordsSending.replace("{percent}", `${bar.value} %`);
    },
    refused: (reason) => end(reason || words.wordsLine),
    kept: ({ id, name }) => {
      end(words.wordsKept);
      const value = `item:${id}`;
      if (![...select.options].some((one) => one.value === value)) select.add(new Option(name, value));
      select.value = value;
      select.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
}
