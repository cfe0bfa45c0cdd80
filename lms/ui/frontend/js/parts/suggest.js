// One of many, offered while one types: a combobox with a list box (WAI-ARIA Authoring Practices, "list autocomplete").
// What is picked is sent as NAME-id beside the text; NAME-for is the text it was picked for, so that typing on undoes the pick.
const WAITS = 150;

function setUp(field, number) {
  const input = field.querySelector("input[type=text]");
  const hidden = (part) => field.querySelector(`input[type=hidden][name="${input.name}-${part}"]`);
  const list = document.createElement("ul");
  const status = document.createElement("p");
  list.className = "suggest-list";
  list.id = `${input.id}-list-${number}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].firstChild.textContent.trim());
  list.hidden = true;
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.after(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  let timer = 0;
  let asked = null;
  let active = -1;

  const options = () => [...list.children];
  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) mark(-1);
  };
  const mark = (index) => {
    active = index;
    options().forEach((one, n) => one.setAttribute("aria-selected", String(n === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", options()[index].id);
      options()[index].scrollIntoView({ block: "nearest" });
    }
  };
  const pick = (option) => {
    field.querySelector("[data-options]")?.remove();
    let id = hidden("id");
    if (!id) {
      id = Object.assign(document.createElement("input"), { type: "hidden", name: `${input.name}-id` });
      field.append(id);
    }
    input.value = hidden("for").value = option.textContent;
    id.value = option.dataset.id;
    show(false);
  };
  const offer = (found) => {
    list.replaceChildren(
      ...found.map(({ id, text }, n) => {
        const option = Object.assign(document.createElement("li"), { id: `${list.id}-${n}`, textContent: text });
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.id = id;
        return option;
      }),
    );
    active = -1;
    status.textContent = found.length ? field.dataset.found.replace("{found}", found.length) : field.dataset.none;
    show(found.length > 0 && document.activeElement === input);
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const url = new URL(field.dataset.suggest, location.href);
    url.searchParams.set("q", input.value.trim() === hidden("for").value ? "" : input.value.trim());
    try {
      const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok) offer((await answer.json()).options);
    } catch {
      // no line: what is typed is sent as it is, and found then
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAITS);
  };
  input.addEventListener("input", soon);
  input.addEventListener("click", () => list.hidden && soon());
  input.addEventListener("blur", () => show(false));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // else the field loses the focus before the click
  list.addEventListener("click", (event) => event.target.closest("li") && pick(event.target.closest("li")));
  input.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) soon();
      else mark(event.key === "ArrowDown" ? (active >= last ? 0 : active + 1) : active <= 0 ? last : active - 1);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      pick(options()[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      show(false);
    }
  });
}

export function setUpSuggest(root) {
  root.querySelectorAll("[data-suggest]").forEach(setUp);
}
