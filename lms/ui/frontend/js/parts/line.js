// A line of a text field: chosen, in focus and in view.
const ABOVE = 4; // lines that stay in view above it

export function goToLine(area, number) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
  area.scrollTop = (number - ABOVE) * parseFloat(getComputedStyle(area).lineHeight);
}
