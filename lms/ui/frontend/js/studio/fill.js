// A lesson's form: every field of it is saved together; what is wrong, or lacks, is said at its field.
import { Kept } from "./kept.js";
import { more, Points } from "./points.js";

const NOT_TYPED = new Set(["csrf_token", "based_on", "test_based_on", "path", "show"]);

export class Fill extends Kept {
  constructor(form) {
    super(form);
    this.points = [...form.querySelectorAll("[data-points]")].map((box) => new Points(box, () => this.changed()));
    form.addEventListener("input", (event) => event.target.type !== "file" && this.changed());
    form.addEventListener("submit", () => this.points.forEach((list) => list.number()));
    this.begin();
  }

  // Names and values as they would be sent, files and what is not typed left out.
  value() {
    for (const list of this.points) list.number();
    const typed = [...new FormData(this.form)].filter(([name, value]) => !NOT_TYPED.has(name) && typeof value === "string");
    return JSON.stringify(typed);
  }

  restore(text) {
    const kept = new Map();
    for (const [name, value] of JSON.parse(text)) kept.set(name, [...(kept.get(name) ?? []), value]);
    for (const list of this.points) more(list, kept);
    for (const field of this.form.elements) {
      if (!field.name || NOT_TYPED.has(field.name) || field.type === "file") continue;
      const values = kept.get(field.name) ?? [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) this.choose(field, values[0]);
    }
  }

  choose(field, value) {
    if (field.options && ![...field.options].some((one) => one.value === value)) field.add(new Option(value, value));
    field.value = value;
  }

  body() {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
    this.rows = this.points.map((list) => list.filled());
    return body;
  }

  show(reply) {
    if (reply.test_based_on && this.form.elements.test_based_on) this.form.elements.test_based_on.value = reply.test_based_on;
    for (const [name, { value, choices }] of Object.entries(reply.files)) this.offer(this.form.elements[name], value, choices);
    for (const rows of this.rows) rows.forEach((row, n) => (row.querySelector("[type=hidden]").value ||= reply.points[n] ?? ""));
    this.tell(reply.said);
    this.showTest();
    if (!this.changedMeanwhile) this.saved = this.value();
  }

  done(sent, reply) {
    this.changedMeanwhile = this.value() !== sent;
    super.done(sent, reply);
  }

  // Nothing was kept on the server: the next key tries again.
  correct(reply) {
    this.tell(reply.said);
    this.since = undefined;
    this.say(reply.error);
  }

  // A file out of the library is the course's own once it is saved.
  offer(select, value, choices) {
    if (this.changedMeanwhile) return;
    const groups = new Map();
    select.replaceChildren();
    for (const { value: one, label, group } of choices) {
      if (group && !groups.has(group)) {
        const made = document.createElement("optgroup");
        made.label = group;
        select.append(made);
        groups.set(group, made);
      }
      (groups.get(group) ?? select).append(new Option(label, one));
    }
    select.value = value;
  }

  // The test's own fields are those of the test that is chosen; of another one they come with the next look at the page.
  showTest() {
    const box = this.form.querySelector("[data-of-test]");
    const chosen = this.form.elements.test_key?.value;
    if (chosen !== undefined && chosen !== (box?.dataset.ofTest ?? "")) location.reload();
  }

  tell(said) {
    for (const old of this.form.querySelectorAll("[data-said], .form-error")) old.remove();
    for (const field of this.form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.classList.remove("is-invalid");
    }
    for (const { field, sentence, lacks } of said) this.tellAt(field, sentence, lacks);
  }

  tellAt(name, sentence, lacks) {
    const box = this.form.querySelector(`[data-field="${CSS.escape(name)}"]`);
    if (!box) return;
    const line = document.createElement("p");
    line.className = lacks ? "form-needed" : "form-error";
    line.dataset.said = "";
    line.id = `${name}-said`;
    line.textContent = sentence;
    box.append(line);
    const control = box.querySelector("input:not([type=hidden], [type=file]), select, textarea");
    if (!control) return;
    control.setAttribute("aria-describedby", `${(control.getAttribute("aria-describedby") ?? "").replace(line.id, "").trim()} ${line.id}`.trim());
    if (lacks) return;
    control.setAttribute("aria-invalid", "true");
    control.classList.add("is-invalid");
  }
}
