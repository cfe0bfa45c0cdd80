// Rows of a table picked for one act: the bar says how many, and so does the button that acts. Where rows have forms of their own,
// boxes belong to the bar's form by their attribute form.
function fill(pattern, numbers) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => numbers[name].toLocaleString(document.documentElement.lang));
}

function follow(form) {
  const bar = form.querySelector("[data-bulkbar]");
  const count = bar?.querySelector("[data-picked]");
  if (!count) return;
  const boxes = [...form.elements].filter((field) => field.matches("[data-pick]"));
  const show = () => {
    const picked = boxes.filter((box) => box.checked).length;
    count.textContent = fill(count.dataset.pattern, { picked, total: Number(count.dataset.total) });
    for (const button of bar.querySelectorAll("[data-pattern][type=submit]")) {
      button.textContent = fill(picked === 1 && button.dataset.patternOne ? button.dataset.patternOne : button.dataset.pattern, { picked });
      button.disabled = picked === 0;
    }
  };
  for (const box of boxes) box.addEventListener("change", show);
  const all = bar.querySelector("[data-pick-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const to = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = to;
      show();
    });
  }
  show();
}

export function setUpPicking(root) {
  const forms = new Set([...root.querySelectorAll("[data-bulkbar]")].map((bar) => bar.closest("form")).filter(Boolean));
  forms.forEach(follow);
}
