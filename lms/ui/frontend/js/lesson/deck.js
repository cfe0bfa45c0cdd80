// A deck: one slide at a time, by buttons, keys and swipes; told is the slide one is at.
const SWIPE = 48; // pixels across, and more across than down

export function deck(article, soon) {
  const box = article.querySelector("[data-deck]");
  const slides = box ? [...box.querySelectorAll(".slide")] : [];
  if (!slides.length) return null;
  const where = box.querySelector("[data-deck-where]");
  const [back, ahead] = box.querySelectorAll("[data-step]");
  let at = Math.min(Math.max(Number(box.dataset.slide), 1), slides.length) - 1;

  function show() {
    slides.forEach((slide, n) => (slide.hidden = n !== at));
    where.textContent = where.dataset.pattern.replace("{slide}", at + 1).replace("{slides}", slides.length);
    back.disabled = at === 0;
    ahead.disabled = at === slides.length - 1;
  }

  function turn(by) {
    const next = Math.min(Math.max(at + by, 0), slides.length - 1);
    if (next === at) return;
    at = next;
    show();
    soon();
  }

  box.classList.add("is-on");
  for (const bar of box.querySelectorAll("[data-deck-bar]")) bar.hidden = false;
  back.addEventListener("click", () => turn(-1));
  ahead.addEventListener("click", () => turn(1));
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, [role=region]")) return;
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    turn(by);
  });
  swipes(box, turn);
  show();
  if (slides.length === 1) soon(); // the first slide is the last
  return { every: 1500, report: () => ({ part: at + 1, parts: slides.length }) };
}

function swipes(box, turn) {
  let from = null;
  box.addEventListener("touchstart", ({ touches }) => (from = touches.length === 1 ? touches[0] : null), { passive: true });
  box.addEventListener(
    "touchend",
    ({ changedTouches: [to] }) => {
      if (!from) return;
      const across = to.clientX - from.clientX;
      if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(to.clientY - from.clientY)) turn(across < 0 ? 1 : -1);
      from = null;
    },
    { passive: true },
  );
}
