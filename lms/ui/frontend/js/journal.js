// After the end of an attempt: what this device still kept of it is told, and let go.
import { Store } from "./player/store.js";

const place = document.querySelector("[data-journal]");
const store = new Store(place.dataset.journal);
if (store.count) {
  place.querySelector("p").textContent =
    store.count === 1 ? place.dataset.wordsOne : place.dataset.wordsMany.replace("{count}", store.count);
  place.hidden = false;
}
store.clear();
