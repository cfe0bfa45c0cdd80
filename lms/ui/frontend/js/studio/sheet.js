// One text in the editor.
import { Kept } from "./kept.js";

export class Sheet extends Kept {
  constructor(form) {
    super(form);
    this.area = form.elements.text;
    this.preview = document.querySelector(`[data-preview="${CSS.escape(this.path)}"]`);
    this.area.addEventListener("input", () => this.changed());
    this.begin();
  }

  value() {
    return this.area.value;
  }

  restore(text) {
    this.area.value = text;
  }

  body() {
    return new FormData(this.form);
  }

  show(reply) {
    if (this.preview && reply.html !== null) this.preview.innerHTML = reply.html; // made clean by the server's renderer
    const list = this.form.querySelector("[data-wrong]");
    list.replaceChildren(
      ...reply.problems.map(({ line, reason }) => {
        const item = document.createElement("li");
        item.textContent = line ? this.words.wordsLine.replace("{line}", line).replace("{reason}", reason) : reason;
        return item;
      }),
    );
  }
}
