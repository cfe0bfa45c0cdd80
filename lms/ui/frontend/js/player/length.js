// How long an essay is while it is typed: characters but for space, or words, of which each Chinese character is one.
const HAN = /[\u3400-\u9fff\u{20000}-\u{3ffff}]/gu;
const WORD = /[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu;

export const lengthOf = (text, counted) =>
  counted === "characters"
    ? [...text.replace(/\s/gu, "")].length
    : (text.match(HAN)?.length ?? 0) + (text.replace(HAN, " ").match(WORD)?.length ?? 0);

export function showLength(form) {
  for (const place of form.querySelectorAll("[data-length]")) {
    const field = form.querySelector(`#${place.dataset.length}`);
    const show = () => {
      place.textContent = place.dataset.words.replace("{count}", lengthOf(field.value, place.dataset.counted));
    };
    field.addEventListener("input", show);
    show();
  }
}
