// The studio: what is typed is saved while one types, shown as learners will see it, and kept in this browser until the server has it.
import { goToLine } from "./parts/line.js";
import { Fill } from "./studio/fill.js";
import { setUpFrames } from "./studio/frames.js";
import { setUpOutline } from "./studio/outline.js";
import { setUpPanes } from "./studio/panes.js";
import { setUpPresence } from "./studio/presence.js";
import { Sheet } from "./studio/sheet.js";
import { setUpToolbar } from "./studio/toolbar.js";

setUpPanes(document);
setUpFrames(document);
setUpOutline(document);
const sheets = [...document.querySelectorAll("[data-sheet]")].filter((form) => !form.text.readOnly).map((form) => new Sheet(form));
for (const sheet of sheets) setUpToolbar(sheet);
const fills = [...document.querySelectorAll("[data-fill]")].filter((form) => !form.querySelector("fieldset").disabled).map((form) => new Fill(form));
const kept = [...fills, ...sheets];
for (const area of document.querySelectorAll("[data-at-line]")) goToLine(area, Number(area.dataset.atLine));
for (const link of document.querySelectorAll("[data-forget]")) {
  link.addEventListener("click", () => localStorage.removeItem(`studio:${link.dataset.forget}`));
}
setUpPresence(document, kept);
addEventListener("beforeunload", (event) => {
  if (kept.some((one) => one.isUnsaved())) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const one of kept) one.save();
});
