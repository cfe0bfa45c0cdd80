// Light, dark, or as the system: change at once, and let the server remember.
export function setUpAppearance(root) {
  for (const form of root.querySelectorAll("[data-theme-form]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button) return;
      event.preventDefault();
      const { value } = button;
      if (value) document.documentElement.dataset.bsTheme = value;
      else delete document.documentElement.dataset.bsTheme;
      for (const other of root.querySelectorAll("[data-theme-form] button")) {
        other.setAttribute("aria-pressed", String(other.value === value));
      }
      const body = new FormData(form);
      body.set("theme", value);
      fetch(form.action, { method: "POST", body, redirect: "manual" });
    });
  }
}
