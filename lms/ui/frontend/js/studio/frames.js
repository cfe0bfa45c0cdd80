// The learner's own page in the preview: as wide as a phone's or a desk's, made smaller where there is less room, and new after each save.
const WIDTHS = { phone: 390, desk: 1180 };
const HEIGHTS = { phone: 720, desk: 860 };

export function setUpFrames(page) {
  const frames = [...page.querySelectorAll("[data-frame]")];
  if (!frames.length) return;
  const pane = frames[0].closest("[data-width]");
  const fit = () => frames.forEach((frame) => fitted(frame, pane.dataset.width));
  new ResizeObserver(fit).observe(pane);
  new MutationObserver(fit).observe(pane, { attributeFilter: ["data-width"] });
  page.addEventListener("studio:saved", () => frames.forEach((frame) => frame.contentWindow?.location.reload()));
  fit();
}

function fitted(frame, width) {
  const hold = frame.parentElement;
  const scale = Math.min(1, hold.clientWidth / WIDTHS[width]);
  if (!scale) return; // its pane is not shown on this phone at the moment
  frame.style.width = `${WIDTHS[width]}px`;
  frame.style.height = `${HEIGHTS[width]}px`;
  frame.style.transform = `scale(${scale})`;
  hold.style.height = `${Math.ceil(HEIGHTS[width] * scale)}px`;
}
