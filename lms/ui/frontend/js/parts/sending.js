// A file to the media library in parts, by tus: a broken line or a killed server costs a part, and the same file chosen again goes on.
import * as tus from "tus-js-client";

const PART = 4 * 1024 * 1024;
const AGAIN = [0, 1000, 3000, 5000, 10000, 20000, 20000, 20000];

// Tells progress(sent, all), again() while the line is gone, and in the end kept(state) or refused(reason, "" for a line that stayed away).
export async function sent(file, endpoint, tell) {
  const upload = new tus.Upload(file, {
    endpoint,
    chunkSize: PART,
    retryDelays: AGAIN,
    metadata: { filename: file.name },
    removeFingerprintOnSuccess: true,
    headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content, Accept: "application/json" },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      tell.again();
      return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
    },
    onProgress: tell.progress,
    onError: (error) => tell.refused(reasonIn(error) ?? ""),
    onSuccess: () => ended(upload.url, tell),
  });
  tell.began?.(upload);
  const before = await upload.findPreviousUploads().catch(() => []);
  if (before.length) upload.resumeFromPreviousUpload(before[0]);
  upload.start();
}

async function ended(url, tell) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    const state = await answer.json();
    if (state.state === "kept") tell.kept(state);
    else tell.refused(state.reason);
  } catch {
    tell.refused("");
  }
}

function reasonIn(error) {
  try {
    return JSON.parse(error.originalResponse.getBody()).reason;
  } catch {
    return null;
  }
}
