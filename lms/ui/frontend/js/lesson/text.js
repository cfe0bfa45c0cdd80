// A text: the paragraph one reads.

// The line one reads at, from the top of the window: a third down, so that a place found again is the place that was left.
const LINE = 0.33;

export function text(article, soon) {
  const leftOff = article.dataset.leftOff && document.getElementById(article.dataset.leftOff);
  if (leftOff && !location.hash && scrollY === 0) scrollBy(0, leftOff.getBoundingClientRect().top - innerHeight * LINE);
  setTimeout(() => addEventListener("scroll", soon, { passive: true }), 500); // after the scrolling above
  return { every: 4000, report: () => ({ paragraph: paragraph(article) ?? "" }) };
}

function paragraph(article) {
  const blocks = [...article.querySelectorAll("[id]")].filter((block) => /^p\d+$/.test(block.id));
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
  const passed = blocks.filter((block) => atEnd || block.getBoundingClientRect().top <= innerHeight * LINE + 1);
  return passed[passed.length - 1]?.id;
}
