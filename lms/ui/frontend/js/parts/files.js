// A file that is larger than what is taken is named so at once, instead of after minutes on the line. The server refuses it too.
export function setUpFiles(root) {
  for (const input of root.querySelectorAll("input[type=file][data-most-bytes]")) {
    const sentence = input.form.querySelector("[data-too-large]");
    const isTooLarge = () => [...input.files].some((file) => file.size > Number(input.dataset.mostBytes));
    const show = () => (sentence.hidden = !isTooLarge());
    input.addEventListener("change", show);
    input.form.addEventListener(
      "submit",
      (event) => {
        show();
        if (!isTooLarge()) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        input.focus();
      },
      { capture: true },
    );
  }
}
