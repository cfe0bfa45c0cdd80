// A film: the second one is at and what was played; the speed one likes; in its order where the author wants that.
const SPEED = "film-speed";
const SLACK = 1; // seconds ahead of what was seen that a player may jump to by itself

export function film(article, soon, send) {
  const player = article.querySelector("[data-film]");
  if (!player) return null;
  setUpSpeed(article, player);
  if (player.dataset.heldUntil) hold(player);
  player.addEventListener("timeupdate", soon);
  for (const event of ["pause", "ended", "seeked"]) player.addEventListener(event, send);
  return {
    every: 10000,
    hasMoved: () => player.played.length > 0,
    report: () => ({
      seconds: player.currentTime.toFixed(1),
      length: player.duration.toFixed(2),
      watched: watched(player).slice(-100).join(","),
    }),
    show({ done, watched: share }) {
      article.querySelector("[data-film-share]").textContent = share;
      article.querySelector("[data-film-done]").hidden = !done;
      for (const open of article.querySelectorAll("[data-film-open]")) open.hidden = done;
      if (done) delete player.dataset.heldUntil;
    },
  };
}

function watched({ played }) {
  return Array.from({ length: played.length }, (_, n) => `${played.start(n).toFixed(2)}-${played.end(n).toFixed(2)}`);
}

function setUpSpeed(article, player) {
  const box = article.querySelector("[data-film-speed]");
  const choice = box.querySelector("select");
  box.hidden = false;
  choice.value = [...choice.options].some(({ value }) => value === remembered()) ? remembered() : "1";
  const apply = () => (player.playbackRate = Number(choice.value));
  apply();
  player.addEventListener("loadedmetadata", apply);
  choice.addEventListener("change", () => {
    apply();
    try {
      localStorage.setItem(SPEED, choice.value);
    } catch {} // a browser that keeps nothing plays all the same
  });
}

function remembered() {
  try {
    return localStorage.getItem(SPEED);
  } catch {
    return null;
  }
}

// Back is free; ahead only as far as was seen, on this visit or before.
function hold(player) {
  let seen = Number(player.dataset.heldUntil);
  player.addEventListener("timeupdate", () => {
    if (!player.seeking && player.currentTime <= seen + SLACK) seen = Math.max(seen, player.currentTime);
  });
  player.addEventListener("seeking", () => {
    if (player.dataset.heldUntil && player.currentTime > seen + SLACK) player.currentTime = seen;
  });
}
