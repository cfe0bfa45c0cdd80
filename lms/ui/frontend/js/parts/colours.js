// A colour may be picked as well as typed, and an offered one taken over: each writes into the field and tells it so.
function fill(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function addPicker(field) {
  const picker = document.createElement("input");
  picker.type = "color";
  picker.className = "colour-picker";
  picker.setAttribute("aria-label", field.labels[0].textContent.trim());
  const follow = () => /^#[0-9a-f]{6}$/i.test(field.value) && (picker.value = field.value);
  picker.value = getComputedStyle(field).getPropertyValue("--ac-primary").trim();
  follow();
  picker.addEventListener("input", () => fill(field, picker.value));
  field.addEventListener("input", follow);
  field.after(picker);
}

function show(root) {
  for (const button of root.querySelectorAll("[data-fill]")) button.hidden = false;
}

export function setUpColours(root) {
  root.querySelectorAll("[data-colour]").forEach(addPicker);
  show(root);
  root.addEventListener("htmx:afterSwap", (event) => show(event.target));
  root.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-fill]");
    if (button) fill(root.getElementById(button.dataset.fill), button.dataset.value);
  });
}
