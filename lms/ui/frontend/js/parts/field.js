// Pages that open without a line: kept by a service worker (field-worker.js), let go when somebody signs in or out on this device.
const KEPT = "field-pages";

// root: says where the worker is and which addresses it looks after. Returns what has the page kept anew: after something that only the
// server shows, such as a photo that arrived.
export function keepPage(root) {
  const { worker, scope } = root.dataset;
  const registered = worker && navigator.serviceWorker?.register(worker, { scope }).catch(() => null);
  const files = () =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => name)
      .filter((name) => new URL(name).pathname.includes("/static/"));
  const keep = async () => {
    if (!(await registered)) return;
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: location.href, files: files() });
  };
  keep();
  return keep;
}

// Nobody is signed in here: the pages of whoever was are gone. What they wrote and nobody acknowledged yet stays in its journal.
export function setUpForgetting(root) {
  if (root.querySelector("[data-nobody]")) globalThis.caches?.delete(KEPT);
}
