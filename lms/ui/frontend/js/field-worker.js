// The service worker of pages that people fill in where there is no line (visits, an examiner's list of a day): such a page, once loaded,
// opens again without one. With a line the server's page comes as always. It imports nothing: browsers load it as a plain script.
const KEPT = "field-pages";
const isFile = (url) => url.origin === location.origin && url.pathname.includes("/static/");
const plain = (address) => Object.assign(new URL(address), { hash: "", search: "" }).href;

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A page says that it is there, with the files that it loaded: the first time it came before this worker.
addEventListener("message", (event) => {
  const { keep, files = [] } = event.data ?? {};
  if (keep) event.waitUntil(Promise.all([page(new Request(keep)).catch(() => {}), ...files.map((url) => file(url).catch(() => {}))]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (isFile(new URL(request.url))) event.respondWith(file(request.url));
});

// The server's, and without a line the one that was kept. What the server no longer shows to whoever asks is kept no longer.
async function page(request) {
  const kept = await caches.open(KEPT);
  const name = plain(request.url);
  let answer;
  try {
    answer = await fetch(request);
  } catch (gone) {
    const before = await kept.match(name);
    if (before) return before;
    throw gone;
  }
  const isPage = answer.ok && !answer.redirected && answer.headers.get("Content-Type")?.startsWith("text/html");
  if (isPage) await kept.put(name, answer.clone());
  else if (answer.status < 500) await kept.delete(name);
  return answer;
}

// Names of files hold their fingerprints: one that is kept is the right one.
async function file(url) {
  const kept = await caches.open(KEPT);
  const before = await kept.match(url);
  if (before) return before;
  const answer = await fetch(url);
  if (answer.ok) await kept.put(url, answer.clone());
  return answer;
}
