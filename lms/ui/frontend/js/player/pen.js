// Who writes. One browser at a time: the server knows which, and another one asks before it takes over. Of two pages in one browser
// the one opened last writes; the earlier hears of it at once.
const BROWSER = "academy-browser";
const name = (length) => Array.from(crypto.getRandomValues(new Uint8Array(length)), (n) => (n % 36).toString(36)).join("");

function browser() {
  try {
    const known = localStorage.getItem(BROWSER);
    if (/^[0-9a-z]{8}$/.test(known ?? "")) return known;
    const made = name(8);
    localStorage.setItem(BROWSER, made);
    return made;
  } catch {
    return name(8); // nothing is kept here: each page is a browser of its own
  }
}

export class Pen {
  // on: elsewhere({device, seen} | null): another browser writes, or (null) another page of this one.
  constructor(attempt, on) {
    this.key = `page:${attempt}`;
    this.page = name(6);
    this.source = `${browser()}.${this.page}`;
    addEventListener("storage", (event) => {
      if (event.key === this.key && event.newValue && event.newValue !== this.page) on.elsewhere(null);
    });
  }

  announce() {
    try {
      localStorage.setItem(this.key, this.page);
    } catch {
      // nobody hears it; the server tells them
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // then there is nothing
    }
  }
}
