// A second copy of a journal, in IndexedDB: it reaches the disk at once, while browsers write localStorage out some seconds later.
// So an empty battery takes nothing that was kept. Where there is no IndexedDB there is no second copy, and nothing else changes.
const DATABASE = "academy";
const JOURNALS = "journals";

let opened;

function open() {
  opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(JOURNALS);
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => fail(asked.error);
  });
  return opened;
}

async function within(mode, deed) {
  try {
    const database = await open();
    return await new Promise((done, fail) => {
      const transaction = database.transaction(JOURNALS, mode, { durability: "strict" });
      const asked = deed(transaction.objectStore(JOURNALS));
      transaction.oncomplete = () => done(asked.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
      transaction.commit?.();
    });
  } catch {
    return undefined; // no second copy here
  }
}

export const read = (key) => within("readonly", (journals) => journals.get(key));
export const write = (key, text) => last(key, (journals) => journals.put(text, key));
export const remove = (key) => last(key, (journals) => journals.delete(key));

// One deed at a time on each journal, and of those that come meanwhile only the last: somebody types faster than a disk writes.
const next = new Map();
async function last(key, deed) {
  const isBusy = next.has(key);
  next.set(key, deed);
  if (isBusy) return;
  for (let now = deed; now; now = next.get(key)) {
    next.set(key, null);
    await within("readwrite", now);
  }
  next.delete(key);
}
