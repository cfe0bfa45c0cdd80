// A visit on a phone with bad signal: a section a screen; each answer kept on the device in the journal that tests use, and sent when
// there is a line; photos kept and sent beside; handed in once, as soon as all has arrived.
import { keepPage } from "./parts/field.js";
import { Clock } from "./player/clock.js";
import { Sender, post } from "./player/sender.js";
import { Store } from "./player/store.js";
import { fieldsOf, fill as fillIn } from "./visit/fields.js";
import { Photos } from "./visit/photos.js";

const AGAIN = 3000;
const root = document.querySelector("[data-visit]");
const done = document.querySelector("[data-visit-done]");

if (done) {
  new Store(done.dataset.visitDone).clear();
  new Photos(done.dataset.visitDone, "", { changed: () => {} }).clear();
}
if (root) setUp(root);

function setUp(root) {
  const { visit, base, now } = root.dataset;
  const find = (selector) => root.querySelector(selector);
  const sheet = find("[data-sheet]");
  const sets = new Map([...root.querySelectorAll("[data-position]")].map((set) => [Number(set.dataset.position), set]));
  const sections = [...root.querySelectorAll("[data-section]")];
  const store = new Store(visit, { keepsSent: true });
  const clock = new Clock(Number(now), null);
  const line = find("[data-line]");
  const usual = line.textContent;
  const kept = document.querySelector("[data-kept]");
  const typed = new Map();
  const keepAgain = keepPage(root);
  let section = 0;
  let isOffline = !navigator.onLine;
  let isHandingIn = false;
  let isLeaving = false;

  const show = () => {
    const waits = store.count + photos.waiting;
    kept.classList.toggle("is-waiting", waits > 0);
    kept.querySelector("[data-kept-text]").textContent = waits ? kept.dataset.wordsKept : kept.dataset.wordsSaved;
    line.textContent = isHandingIn ? root.dataset.wordsWaiting : isOffline ? root.dataset.wordsLine : usual;
  };
  const trouble = (sentence) => {
    const box = find("[data-trouble]");
    find("[data-trouble-text]").textContent = sentence;
    box.hidden = !sentence;
    if (sentence) box.focus();
  };
  const signedOut = () => trouble(root.dataset.wordsSignedOut);
  const photos = new Photos(visit, base, {
    changed: () => show(),
    arrived: (entry, reply) => {
      const place = root.querySelector(`[data-waiting="${entry.mark}"]`);
      if (!place) return;
      place.querySelector("img").src = reply.thumb;
      place.querySelector(".cap").textContent = "";
      keepAgain();
    },
    refused: (entry, sentence) => {
      root.querySelector(`[data-waiting="${entry.mark}"]`)?.remove();
      photoError(entry.item, sentence);
    },
    signedOut,
  });
  const sender = new Sender(store, clock, base, "visit", {
    saved: (place, reply) => {
      const set = sets.get(place);
      if (!set) return;
      set.dataset.revision = reply.revision;
      if (reply.newer && !store.get(place)) fill(set, reply.fields);
    },
    offline: (is) => {
      isOffline = is;
      show();
    },
    refused: trouble,
    tooLarge: () => {},
    stands: () => {},
    over: (sentence) => {
      trouble(sentence);
      show();
    },
    signedOut,
    changed: show,
    isTyped: (place) => typed.has(place),
  });

  // ---- One item ----

  function fill(set, fields) {
    fillIn(set, fields);
    conditions();
  }

  // What this device knows later than the page: the page may be one that was kept for want of a line.
  function refill(set, place) {
    const known = store.latest(place);
    if (known?.revision > Number(set.dataset.revision)) fill(set, known.fields);
  }

  function keep(set, place) {
    store.put(place, fieldsOf(set), store.next(Number(set.dataset.revision), clock.now()));
    show();
  }

  // Items that are asked only after a certain answer.
  function conditions() {
    for (const set of sets.values()) {
      if (!set.dataset.when) continue;
      const before = root.querySelector(`[data-item="${set.dataset.when}"]`);
      const { value, na } = fieldsOf(before);
      set.hidden = before.hidden || na.length > 0 || !set.dataset.whenAny.split(" ").includes(value[0] ?? "");
    }
  }

  for (const [place, set] of sets) {
    refill(set, place);
    set.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      if (event.target.matches("textarea, [inputmode]")) {
        clearTimeout(typed.get(place));
        typed.set(place, setTimeout(() => rested(place), 1200));
      }
      keep(set, place);
      conditions();
      if (!typed.has(place)) sender.run();
    });
    set.addEventListener("change", () => rested(place));
    set.querySelector("[data-photo]")?.addEventListener("change", (event) => takePhoto(set, event.target));
  }

  function rested(place) {
    clearTimeout(typed.get(place));
    typed.delete(place);
    sender.run();
  }

  // ---- Photos ----

  function photoError(item, sentence) {
    const box = root.querySelector(`[data-item="${item}"] [data-photo-error]`);
    box.textContent = sentence;
    box.hidden = !sentence;
  }

  const where = () =>
    new Promise((found) => {
      if (!find("[data-with-place]").checked || !navigator.geolocation) return found(null);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => found({ with_place: "1", latitude: coords.latitude, longitude: coords.longitude }),
        () => found({ with_place: "1" }),
        { timeout: 5000, maximumAge: 60_000 },
      );
    });

  async function takePhoto(set, input) {
    const [file] = input.files;
    input.value = "";
    photoError(set.dataset.item, "");
    if (!file) return;
    if (file.size > Number(root.dataset.largest)) return photoError(set.dataset.item, root.dataset.wordsTooLarge);
    const entry = photos.add(set.dataset.item, file, await where());
    picture(entry);
  }

  // What is kept here is shown from here; a data address, for the policy of our pages allows no other.
  function picture({ mark, item, file }) {
    const li = document.createElement("li");
    li.dataset.waiting = mark;
    const img = Object.assign(document.createElement("img"), { className: "pic", alt: root.dataset.wordsKeptPhoto });
    const cap = Object.assign(document.createElement("span"), { className: "cap", textContent: root.dataset.wordsKeptPhoto });
    li.append(img, cap);
    root.querySelector(`[data-item="${item}"] [data-add]`).before(li);
    const reader = new FileReader();
    reader.addEventListener("load", () => !img.src && (img.src = reader.result));
    reader.readAsDataURL(file);
  }

  // ---- Sections ----

  function go(to, { focus = true } = {}) {
    section = Math.min(Math.max(to, 0), sections.length - 1);
    sections.forEach((one, n) => (one.hidden = n !== section));
    const last = section === sections.length - 1;
    find("[data-back]").hidden = section === 0;
    find("[data-next]").hidden = last;
    find("[data-hand-in]").hidden = !last;
    find("[data-steps]").hidden = false;
    [...find("[data-steps]").children].forEach((li, n) => li.classList.toggle("on", n <= section));
    const words = find("[data-section-words]");
    words.hidden = false;
    words.textContent = root.dataset.wordsSection.replace("{n}", section + 1).replace("{all}", sections.length);
    if (!focus) return;
    scrollTo(0, 0);
    sections[section].querySelector("h1").focus({ preventScroll: true });
  }

  find("[data-back]").addEventListener("click", () => go(section - 1));
  find("[data-next]").addEventListener("click", () => go(section + 1));
  for (const one of root.querySelectorAll("[data-no-script]")) one.hidden = true;

  // ---- The end: as soon as all has arrived, and once ----

  async function handIn() {
    const told = Object.fromEntries(["outcome", "outcome_note", "visited_at"].map((name) => [name, new FormData(sheet).get(name) ?? ""]));
    for (;;) {
      await Promise.all([sender.run(), photos.run()]);
      if (sender.stopped) return;
      const answer = store.count || photos.waiting ? null : await post(`${base}/hand-in`, told).catch(() => null);
      const reply = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json().catch(() => null) : null;
      if (answer?.ok && reply?.result) {
        isLeaving = true;
        return location.assign(reply.result);
      }
      if ([400, 401, 403].includes(answer?.status)) return signedOut();
      if (reply?.error) return refused(reply);
      await new Promise((rest) => setTimeout(rest, AGAIN));
    }
  }

  function refused({ error, field }) {
    const place = field && (root.querySelector(`[data-item="${field}"]`) ?? root.querySelector(`#item-${field}`));
    const at = place ? sections.indexOf(place.closest("[data-section]")) : -1;
    if (at >= 0) go(at, { focus: false });
    trouble(error);
    place?.scrollIntoView({ block: "center" });
  }

  sheet.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isHandingIn) return;
    for (const place of [...typed.keys()]) rested(place);
    isHandingIn = true;
    trouble("");
    show();
    await handIn();
    isHandingIn = false;
    show();
  });

  addEventListener("offline", () => {
    isOffline = true;
    show();
  });
  addEventListener("online", () => {
    isOffline = false;
    show();
    sender.hurry();
  });
  addEventListener("beforeunload", (event) => {
    if ((store.isVolatile && store.count) && !isLeaving) event.preventDefault();
  });
  photos.recover().then((found) => {
    found.forEach(picture);
    photos.run();
  });
  store.recover().then((found) => {
    if (!found) return;
    for (const [place, set] of sets) refill(set, place);
    sender.run();
  });
  const wrong = find("#item-error");
  conditions();
  go(wrong ? sections.indexOf(wrong.closest("[data-section]")) : 0, { focus: false });
  show();
  sender.run();
}
