// A long list to choose from is narrowed by what is typed above it: the server names those that fit, wherever they stand among thousands.
// What is chosen stays chosen. Without a script the newest are there.
const WAITS = 200;
const LONG = 20;

function setUp(select) {
  const group = [...select.querySelectorAll("optgroup")].at(-1) ?? select;
  const prefix = select.dataset.narrowPrefix ?? "";
  if (group.querySelectorAll("option").length < LONG) return;
  const input = Object.assign(document.createElement("input"), { type: "search", className: "form-control form-control-sm mb-2", autocomplete: "off" });
  const status = Object.assign(document.createElement("p"), { className: "form-text mb-2" });
  input.placeholder = select.dataset.narrowWords;
  input.setAttribute("aria-label", `${select.dataset.narrowWords}: ${select.labels[0].textContent.trim()}`);
  input.setAttribute("aria-controls", select.id);
  status.setAttribute("role", "status");
  select.before(input, status);
  let timer = 0;
  let asked = null;

  const offer = (found) => {
    const chosen = select.selectedOptions[0];
    const stays = (option) => option.value === "" || option === chosen;
    for (const option of [...group.querySelectorAll("option")]) if (!stays(option)) option.remove();
    const there = new Set([...select.options].map((one) => one.value));
    group.append(...found.map(({ id, text }) => new Option(text, prefix + id)).filter((one) => !there.has(one.value)));
    status.textContent = found.length ? select.dataset.narrowFound.replace("{found}", found.length) : select.dataset.narrowNone;
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const url = new URL(select.dataset.narrow, location.href);
    url.searchParams.set("q", input.value.trim());
    try {
      const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok) offer((await answer.json()).options);
    } catch {
      // no line, or typed on: the list stays as it is
    }
  };
  input.addEventListener("input", (event) => {
    event.stopPropagation(); // nothing of the form has changed
    clearTimeout(timer);
    timer = setTimeout(ask, WAITS);
  });
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault()); // else it would send the form
}

for (const select of document.querySelectorAll("select[data-narrow]")) setUp(select);
