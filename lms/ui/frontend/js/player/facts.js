// What only the browser knows of an attempt, noted with the time here: the line, the page left and come back to, copying, pasting.
// Facts for whoever reads the log; nothing is forbidden, and nothing follows by itself.
import { A_MOMENT } from "./store.js";

export function watch(store, { now, position, isLeaving, send }) {
  const tell = (kind, place) => {
    store.tell(kind, now(), place);
    setTimeout(send, kind === "left" ? A_MOMENT : 0);
  };
  const left = () => {
    if (!isLeaving()) tell("left");
  };
  if (store.isAway) tell("returned");
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? left() : tell("returned")));
  addEventListener("pagehide", left);
  addEventListener("pageshow", (event) => event.persisted && tell("returned"));
  for (const kind of ["copy", "cut"]) document.addEventListener(kind, () => tell("copied", position()));
  document.addEventListener("paste", () => tell("pasted", position()));
  addEventListener("offline", () => tell("offline"));
  addEventListener("online", () => tell("back"));
}
