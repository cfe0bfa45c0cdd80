// A picture opened large over the page, to be moved about and pinched; without a script it opens by itself.
export function setUpZoom(page) {
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-zoom]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || typeof HTMLDialogElement === "undefined") return;
    event.preventDefault();
    const shown = link.querySelector("img") ?? link.closest("[data-board], .q-medium")?.querySelector("img");
    const [box, picture, close] = ["dialog", "img", "button"].map((name) => page.createElement(name));
    box.className = "zoomed";
    Object.assign(picture, { src: link.href, alt: shown?.alt ?? "" });
    Object.assign(close, { type: "button", className: "btn btn-second", textContent: link.dataset.zoom });
    const scroll = page.createElement("div");
    scroll.tabIndex = 0;
    scroll.append(picture);
    box.append(close, scroll);
    box.setAttribute("aria-label", picture.alt);
    close.addEventListener("click", () => box.close());
    picture.addEventListener("click", () => box.classList.toggle("is-close"));
    box.addEventListener("close", () => {
      box.remove();
      link.focus();
    });
    page.body.append(box);
    box.showModal();
  });
}
