// The server's clock on this device. Times are milliseconds since 1970.
export class Clock {
  constructor(now, deadline) {
    const arrived = performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now();
    this.offset = now - (performance.timeOrigin + arrived);
    this.deadline = deadline;
  }

  // Set right by an answer of the server to what was sent at `sent`.
  sync(now, sent) {
    const here = Date.now();
    this.offset = now + (here - sent) / 2 - here;
  }

  now() {
    return Math.round(Date.now() + this.offset);
  }

  secondsLeft() {
    return this.deadline ? Math.max(Math.ceil((this.deadline - this.now()) / 1000), 0) : Infinity;
  }
}

export const said = (seconds) => {
  const two = (n) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

const ANNOUNCED = [10, 5, 1]; // minutes

// Shows the time left, tells screen readers when it grows short, and calls `over` once at zero.
export function run(clock, element, words, over) {
  if (!clock.deadline) return;
  const text = element?.querySelector("[data-clock-text]");
  const live = document.createElement("span");
  live.className = "visually-hidden";
  live.setAttribute("aria-live", "polite");
  document.body.append(live);
  let before = clock.secondsLeft();
  const tick = () => {
    const left = clock.secondsLeft();
    if (text) text.textContent = said(left);
    const minutes = ANNOUNCED.find((each) => before > each * 60 && left <= each * 60);
    if (minutes) live.textContent = words.replace("{minutes}", minutes);
    before = left;
    if (left === 0) {
      clearInterval(timer);
      over();
    }
  };
  const timer = setInterval(tick, 500);
}
