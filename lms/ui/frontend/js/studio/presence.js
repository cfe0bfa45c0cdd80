// Who else is here: said by this browser, and heard of the others, every twenty seconds.
import { post } from "../player/sender.js";

const EVERY = 20_000;

function shown(box, other) {
  const pattern = other.about ? box.dataset.wordsAt : box.dataset.words;
  const item = document.createElement("li");
  item.textContent = pattern.replace("{name}", other.name).replace("{about}", other.about);
  return item;
}

export function setUpPresence(page, sheets) {
  const box = page.querySelector("[data-presence]");
  if (!box) return;
  const tell = async () => {
    if (document.visibilityState === "hidden") return;
    const here = sheets.find((sheet) => sheet.form.contains(document.activeElement)) ?? sheets[0];
    const answer = await post(box.dataset.presence, { path: here?.form.dataset.here ?? here?.path ?? "" }).catch(() => null);
    const reply = answer?.ok ? await answer.json().catch(() => null) : null;
    if (reply) box.querySelector("[data-others]").replaceChildren(...reply.others.map((other) => shown(box, other)));
  };
  tell();
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", tell);
}
