// The grid of questions: keys from row to row, rows pasted from a spreadsheet, a new row when the last one is used.
const form = document.querySelector("[data-grid]");
const rows = form?.querySelector("[data-rows]");
const CELLS = ["question", "answers", "points", "difficulty", "category", "tags"];

if (form?.dataset.typed) {
  try {
    localStorage.removeItem(form.dataset.typed); // it is on the server now
  } catch {
    // Nothing was kept.
  }
}

const cell = (row, name) => row?.querySelector(`[data-cell="${name}"]`);

function addRow() {
  const last = [...rows.querySelectorAll("[data-new]")].at(-1);
  if (!last) return null;
  const number = Number(last.querySelector('[name="new"]').value) + 1;
  const row = last.cloneNode(true);
  row.id = `new-${number}`;
  row.querySelector('[name="new"]').value = number;
  for (const error of row.querySelectorAll(".form-error")) error.remove();
  for (const one of row.querySelectorAll("[data-cell]")) {
    one.id = one.name = `${one.dataset.cell}-new-${number}`;
    one.value = "";
    one.classList.remove("is-invalid");
    one.removeAttribute("aria-invalid");
    one.removeAttribute("aria-describedby");
  }
  rows.append(row);
  return row;
}

// Tab-separated rows, with quotes around cells of several lines, as spreadsheets copy them.
function table(text) {
  const found = [[""]];
  let quoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place];
    const row = found.at(-1);
    if (quoted) {
      if (sign !== '"') row[row.length - 1] += sign;
      else if (text[place + 1] === '"') row[row.length - 1] += text[(place += 1)];
      else quoted = false;
    } else if (sign === '"' && !row.at(-1)) quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") found.push([""]);
    else if (sign !== "\r") row[row.length - 1] += sign;
  }
  if (found.at(-1).join("") === "") found.pop();
  return found;
}

function put(target, text) {
  if (!target) return;
  if (target.tagName !== "SELECT") target.value = text.trim();
  else {
    const said = text.trim().toLowerCase();
    const option = [...target.options].find((one) => said && [one.value, one.text.toLowerCase()].includes(said));
    target.value = option?.value ?? "";
  }
}

rows?.addEventListener("paste", (event) => {
  const here = event.target.closest("[data-cell]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!here || !text.includes("\t")) return;
  event.preventDefault();
  const first = CELLS.indexOf(here.dataset.cell);
  let row = here.closest("tr");
  for (const cells of table(text)) {
    row ??= addRow();
    cells.forEach((said, place) => CELLS[first + place] && put(cell(row, CELLS[first + place]), said));
    row = row.nextElementSibling;
  }
  if (!row) addRow();
});

rows?.addEventListener("input", (event) => {
  const row = event.target.closest("[data-new]");
  if (row && row === rows.lastElementChild && event.target.value) addRow();
});

rows?.addEventListener("change", (event) => {
  if (event.target.matches('[name^="kept-"]')) event.target.closest("tr").classList.toggle("is-left", !event.target.checked);
});

rows?.addEventListener("keydown", (event) => {
  const here = event.target.closest("[data-cell]");
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const isLine = here?.tagName === "INPUT";
  if (here && event.key === "Enter" && isLine) {
    event.preventDefault();
    cell(here.closest("tr").nextElementSibling, here.dataset.cell)?.focus();
  } else if (here && step && (event.altKey || isLine)) {
    event.preventDefault();
    cell(here.closest("tr")[step], here.dataset.cell)?.focus();
  }
});
