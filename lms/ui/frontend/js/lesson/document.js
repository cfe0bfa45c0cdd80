// A PDF in a frame. The browser's viewer tells nobody where its reader is, so the steps above it lead it, and are what is told.
export function pdf(article, soon) {
  const box = article.querySelector("[data-document]");
  if (!box) return null;
  let frame = box.querySelector("[data-document-frame]");
  const steps = box.querySelector("[data-document-steps]");
  const where = box.querySelector("[data-document-where]");
  const [back, ahead] = box.querySelectorAll("[data-step]");
  const pages = Number(box.dataset.pages);
  let at = Number(box.dataset.page);

  function show() {
    where.textContent = where.dataset.pattern.replace("{page}", at).replace("{pages}", pages);
    back.disabled = at === 1;
    ahead.disabled = at === pages;
  }

  function turn(by) {
    at = Math.min(Math.max(at + by, 1), pages);
    show();
    frame = renewed(frame, `${box.dataset.document}#page=${at}&view=FitH&navpanes=0`);
    soon();
  }

  back.addEventListener("click", () => turn(-1));
  ahead.addEventListener("click", () => turn(1));
  if (navigator.pdfViewerEnabled === false) {
    frame.remove();
    box.querySelector("[data-document-instead]").hidden = false;
    box.querySelector("[data-document-open]").addEventListener("click", soon);
  } else {
    steps.hidden = pages < 2;
    show();
    if (pages === 1) soon(); // the first page is the last
  }
  return { every: 1500, report: () => ({ part: at, parts: pages }) };
}

// A new fragment alone moves no viewer everywhere: the frame is put anew, without a step in the browser's history.
function renewed(frame, address) {
  const fresh = frame.cloneNode();
  fresh.src = address;
  frame.replaceWith(fresh);
  return fresh;
}
