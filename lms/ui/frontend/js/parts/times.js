// "3 minutes ago" ages while the page stands open. Counted from what the server said, not from this device's clock.
const STEPS = [
  [86400, "day"],
  [3600, "hour"],
  [60, "minute"],
];

export function setUpTimes(root) {
  const times = [...root.querySelectorAll("time[data-ago]")].filter((time) => Math.abs(time.dataset.ago) < 2 * 86400);
  if (!times.length || !window.Intl?.RelativeTimeFormat) return;
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang);
  const loaded = performance.now();
  const age = () => {
    const passed = (performance.now() - loaded) / 1000;
    for (const time of times) {
      const seconds = Number(time.dataset.ago) - passed;
      const [length, unit] = STEPS.find(([each]) => Math.abs(seconds) >= each) ?? [];
      if (unit) time.textContent = words.format(Math.round(seconds / length), unit);
    }
  };
  setInterval(age, 60_000);
}
