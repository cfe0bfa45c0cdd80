// A list of points in a form: more of them, one away, one up. Their names are numbered anew before they are sent.
export class Points {
  constructor(box, changed) {
    this.box = box;
    this.changed = changed;
    this.list = box.querySelector("[data-point-list]");
    this.pattern = box.querySelector("template").content.firstElementChild;
    this.button = box.querySelector("[data-point-more]");
    this.button.addEventListener("click", () => this.add().querySelector("input:not([type=hidden])").focus());
    this.list.addEventListener("click", (event) => this.act(event.target.closest("button")));
    this.look();
  }

  get rows() {
    return [...this.list.children];
  }

  filled() {
    return this.rows.filter((row) => [...row.querySelectorAll("input:not([type=hidden])")].some((field) => field.value.trim()));
  }

  add() {
    const row = this.pattern.cloneNode(true);
    this.list.append(row);
    this.number();
    this.look();
    return row;
  }

  act(button) {
    const row = button?.closest("[data-point]");
    if (!row) return;
    const before = row.previousElementSibling;
    if (button.matches("[data-point-up]") && before) before.before(row);
    if (button.matches("[data-point-away]")) {
      row.remove();
      if (!this.rows.length) this.add();
      (this.rows.at(-1).querySelector("button") ?? this.button).focus();
    } else button.focus();
    this.number();
    this.look();
    this.changed();
  }

  number() {
    this.rows.forEach((row, n) => {
      const name = `${this.box.dataset.points}-${n}-`;
      for (const part of row.querySelectorAll("[name], [for], [data-field]")) {
        for (const attribute of ["name", "id", "for", "data-field"]) {
          const old = part.getAttribute(attribute);
          if (old) part.setAttribute(attribute, old.replace(/^[a-z_]+-(\d+|NUMBER)-/, name));
        }
      }
    });
  }

  look() {
    this.button.hidden = this.rows.length >= Number(this.box.dataset.most);
    this.rows.forEach((row, n) => {
      row.querySelector("[data-point-acts]").hidden = false;
      row.querySelector("[data-point-up]").hidden = n === 0;
    });
  }
}

// As many rows as what was kept in the browser has.
export function more(list, kept) {
  const head = `${list.box.dataset.points}-`;
  const numbers = [...kept.keys()].filter((name) => name.startsWith(head)).map((name) => Number.parseInt(name.slice(head.length), 10));
  while (list.rows.length <= Math.max(-1, ...numbers)) list.add();
}
