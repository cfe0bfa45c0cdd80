// On a phone one of outline, editor and preview; the preview as wide as a phone or as a desk.
export function setUpPanes(page) {
  const studio = page.querySelector("[data-studio]");
  if (!studio) return;
  studio.dataset.show = "now";
  const links = [...page.querySelectorAll("[data-to-pane]")];
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      studio.dataset.show = link.dataset.toPane;
      for (const other of links) other === link ? other.setAttribute("aria-current", "true") : other.removeAttribute("aria-current");
    });
  }
  const widths = page.querySelector("[data-widths]");
  if (!widths) return;
  widths.hidden = false;
  const pane = widths.closest("[data-width]");
  const buttons = [...widths.querySelectorAll("[data-to-width]")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      pane.dataset.width = button.dataset.toWidth;
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    });
  }
}
