// Asks every few seconds, while the page is looked at, how the attempt stands: staff may add time or end it, another device may
// have taken over.
const EVERY = 7000;

export function follow(base, source, on) {
  let timer;
  const ask = async () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible" && navigator.onLine) {
      const answer = await fetch(`${base}/standing?source=${source}`, { headers: { Accept: "application/json" } }).catch(() => null);
      if (answer?.ok && answer.headers.get("Content-Type")?.startsWith("application/json")) on(await answer.json().catch(() => null));
    }
    timer = setTimeout(ask, EVERY);
  };
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  timer = setTimeout(ask, EVERY);
}
