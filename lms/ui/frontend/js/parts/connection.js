// The line is gone: say so, and say what is kept. The test player has its own banner.
export function setUpConnection(root) {
  const banner = root.querySelector("[data-offline]");
  if (!banner || document.body.classList.contains("in-player")) return;
  const show = () => (banner.hidden = navigator.onLine);
  addEventListener("online", show);
  addEventListener("offline", show);
  if (!navigator.onLine) show();
}
