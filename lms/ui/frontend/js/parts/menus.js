// The side bar's menu opens by its address (#menu) without us; with us it also closes by Escape and keeps the history short.
export function setUpMenus(root) {
  const toggle = root.querySelector("[data-menu-toggle]");
  const menu = root.getElementById("menu");
  if (toggle && menu) {
    const show = (open) => {
      history.replaceState(null, "", open ? "#menu" : location.pathname + location.search);
      menu.classList.toggle("is-open", open);
      toggle.setAttribute("aria-expanded", String(open));
      toggle.setAttribute("role", "button");
      if (!open) toggle.focus();
    };
    toggle.setAttribute("role", "button");
    toggle.setAttribute("aria-controls", "menu");
    toggle.setAttribute("aria-expanded", String(location.hash === "#menu"));
    menu.classList.toggle("is-open", location.hash === "#menu");
    menu.classList.add("is-scripted");
    toggle.addEventListener("click", (event) => {
      event.preventDefault();
      show(!menu.classList.contains("is-open"));
    });
    root.querySelector("[data-menu-close]")?.addEventListener("click", (event) => {
      event.preventDefault();
      show(false);
    });
    menu.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  }
  // A <details class="menu"> closes when one goes elsewhere.
  const close = (except) => {
    for (const open of root.querySelectorAll("details.menu[open]")) if (!open.contains(except)) open.open = false;
  };
  root.addEventListener("click", (event) => close(event.target));
  root.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest?.("details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
}
