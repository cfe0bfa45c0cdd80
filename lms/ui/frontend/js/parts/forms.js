// A form is sent once, the first error gets the focus, a choice may send its form, a code may be copied.
const WAITS = 8000; // after this one may send again: the line may have been lost

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => free(form), WAITS);
  });
}

function free(form) {
  delete form.dataset.sent;
  for (const busy of form.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
}

function copy(button) {
  button.hidden = false;
  const label = button.querySelector("[data-copy-text]") ?? button;
  const words = label.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    label.textContent = button.dataset.copied;
    setTimeout(() => (label.textContent = words), 2000);
  });
}

export function setUpForms(root) {
  const forms = root.querySelectorAll("form[data-once]");
  forms.forEach(sendOnce);
  // A page that comes back from the browser's memory has not been sent.
  addEventListener("pageshow", (event) => event.persisted && forms.forEach(free));
  root.querySelector("[data-focus]")?.focus();
  for (const control of root.querySelectorAll("[data-auto]")) {
    control.addEventListener("change", () => control.form.requestSubmit());
  }
  if (navigator.clipboard) root.querySelectorAll("[data-copy]").forEach(copy);
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
