// Questions about a picture: marks are set by tapping it, labels by tapping one and then its place, or by dragging it there. What is
// answered stands in the lists below the picture, which work without all this.
const NS = "http://www.w3.org/2000/svg";
const REACH = 22; // pixels around a mark in which a tap means that mark

const boards = (root) => root.querySelectorAll("[data-board]");
const marksOf = (board) => [...board.querySelectorAll("select[data-mark]")];

function shape(name, attributes, text = "") {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function set(select, value, words = value) {
  if (![...select.options].some((option) => option.value === value)) select.add(new Option(words, value));
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

// ---- Marks -------------------------------------------------------------------------------------

// Where a mark is, in per cent of the picture; null for one that is not set.
function placeOf(board, select) {
  if (!select.value) return null;
  if (select.value.includes(",")) return select.value.split(",").map(Number);
  const rows = [...select.options].filter((option) => /^a\d+$/.test(option.value)).length;
  return [("abcdefgh".indexOf(select.value[0]) + 0.5) * 12.5, ((Number(select.value.slice(1)) - 0.5) * 100) / rows];
}

function drawMarks(board) {
  const drawing = board.querySelector("[data-drawing]");
  const { width, height } = drawing.viewBox.baseVal;
  for (const old of drawing.querySelectorAll(".pin")) old.remove();
  for (const select of marksOf(board)) {
    const place = placeOf(board, select);
    if (!place) continue;
    const [x, y] = [(place[0] * width) / 100, (place[1] * height) / 100];
    const pin = shape("g", { class: "pin", "font-size": width * 0.045 });
    pin.append(shape("circle", { cx: x, cy: y, r: width * 0.04, "stroke-width": width * 0.006 }));
    pin.append(shape("text", { x, y: y + width * 0.016 }, select.dataset.mark));
    drawing.append(pin);
  }
}

function mark(board, event) {
  const box = board.querySelector("[data-drawing]").getBoundingClientRect();
  const part = (here, from, size) => Math.min(Math.max(Math.round(((here - from) / size) * 1000) / 10, 0), 100);
  const to = [part(event.clientX, box.left, box.width), part(event.clientY, box.top, box.height)];
  const far = (select) => {
    const place = placeOf(board, select);
    if (!place) return Infinity;
    return Math.hypot(((place[0] - to[0]) * box.width) / 100, ((place[1] - to[1]) * box.height) / 100);
  };
  const marks = marksOf(board);
  const nearest = marks.reduce((best, each) => (far(each) < far(best) ? each : best));
  const free = marks.find((select) => !select.value);
  const chosen = far(nearest) < REACH ? nearest : (free ?? nearest);
  if (!chosen.disabled) set(chosen, to.join(","), `${to[0]} % · ${to[1]} %`);
}

// ---- Labels ------------------------------------------------------------------------------------

const held = (board) => board.querySelector('[data-label][aria-pressed="true"]');

function hold(board, label) {
  for (const each of board.querySelectorAll("[data-label]")) each.setAttribute("aria-pressed", String(each === label));
}

function put(board, place) {
  const select = board.querySelector(`select[data-of="${place.dataset.place}"]`);
  const label = held(board);
  if (select.disabled) return;
  if (!label) return select.focus();
  set(select, label.dataset.label);
  hold(board, null);
}

function drawLabels(board) {
  board.querySelector("[data-labels]").hidden = false;
  const { width } = board.querySelector("[data-drawing]").viewBox.baseVal;
  for (const place of board.querySelectorAll("[data-place]")) {
    place.querySelector(".written")?.remove();
    const select = board.querySelector(`select[data-of="${place.dataset.place}"]`);
    place.classList.toggle("is-done", Boolean(select.value));
    if (!select.value) continue;
    const circle = place.querySelector(".reach");
    const [x, y] = [circle.cx.baseVal.value, circle.cy.baseVal.value];
    const right = x < width / 2;
    const size = { "font-size": width * 0.036, "stroke-width": width * 0.009 };
    const at = { x: x + (right ? 1 : -1) * width * 0.055, y: y + width * 0.012, "text-anchor": right ? "start" : "end" };
    place.append(shape("text", { class: "written", ...at, ...size }, select.selectedOptions[0].textContent));
  }
}

// ---- All of a page -----------------------------------------------------------------------------

function draw(root) {
  for (const board of boards(root)) {
    board.classList.add("is-live");
    if (board.dataset.board === "hotspot") drawMarks(board);
    else drawLabels(board);
  }
}

document.addEventListener("click", (event) => {
  const board = event.target.closest("[data-board]");
  if (!board) return;
  const [label, place] = [event.target.closest("[data-label]"), event.target.closest("[data-place]")];
  if (label) hold(board, label === held(board) ? null : label);
  else if (place) put(board, place);
  else if (board.dataset.board === "hotspot" && event.target.closest(".board-picture")) mark(board, event);
});
// With a mouse a label is dragged, too.
document.addEventListener("pointerdown", (event) => {
  const label = event.target.closest("[data-label]");
  if (!label || event.pointerType !== "mouse") return;
  const drop = (up) => {
    const place = document.elementFromPoint(up.clientX, up.clientY)?.closest("[data-place]");
    const board = label.closest("[data-board]");
    if (!place || place.closest("[data-board]") !== board) return;
    hold(board, label);
    put(board, place);
  };
  document.addEventListener("pointerup", drop, { once: true });
});
document.addEventListener("change", (event) => {
  const board = event.target.closest("[data-board]");
  if (board) draw(board.parentElement);
});
for (const [event, on] of [["focusin", true], ["focusout", false]]) {
  document.addEventListener(event, ({ target }) => {
    if (target.matches("select[data-mark]")) target.closest("[data-board]").classList.toggle("shows-grid", on);
  });
}
document.addEventListener("filled", (event) => draw(event.target)); // a form came later, or was filled with what was kept
draw(document);
