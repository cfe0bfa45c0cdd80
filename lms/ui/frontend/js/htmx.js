// htmx for pages that reload a part: <script type="module" src="{{ asset('htmx.js') }}"> in their scripts block.
// Under our content security policy: no eval, no inline style, only this site. Every request carries the CSRF token.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
});
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
});
window.htmx = htmx;
