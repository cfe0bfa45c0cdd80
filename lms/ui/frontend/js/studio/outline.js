// The outline: a lesson is dragged by the mouse, or moved with Alt and an arrow; the forms beside it do the same without a script.
import { token } from "../player/sender.js";

function send(url, fields) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  for (const [name, value] of Object.entries({ csrf_token: token(), ...fields })) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

const moving = (item) => item.querySelector('form[data-to="up"]');

function drop(dragged, module, before) {
  const others = [...module.querySelectorAll("[data-lesson]")].filter((item) => item !== dragged);
  const position = before ? others.indexOf(before) : others.length;
  sessionStorage.setItem("studio:focus", dragged.dataset.lesson);
  send(moving(dragged).action, { module: module.dataset.module, position });
}

function setUpDragging(root) {
  let dragged = null;
  const clear = () => root.querySelectorAll(".drop-here").forEach((item) => item.classList.remove("drop-here"));
  for (const item of root.querySelectorAll("[data-lesson][draggable]")) {
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.lesson);
      item.classList.add("is-dragged");
    });
    item.addEventListener("dragend", () => {
      item.classList.remove("is-dragged");
      clear();
      dragged = null;
    });
  }
  for (const module of root.querySelectorAll("[data-module]")) {
    const under = (event) => {
      const item = event.target.closest("[data-lesson]");
      if (!item || item === dragged) return item ? item.nextElementSibling?.closest("[data-lesson]") ?? null : null;
      const box = item.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2 ? item : item.nextElementSibling?.closest("[data-lesson]") ?? null;
    };
    module.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      clear();
      under(event)?.classList.add("drop-here");
    });
    module.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      drop(dragged, module, under(event));
    });
  }
}

function setUpKeys(root) {
  root.addEventListener("keydown", (event) => {
    const to = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const item = event.target.closest("[data-lesson]");
    if (!event.altKey || !to || !item) return;
    event.preventDefault();
    sessionStorage.setItem("studio:focus", item.dataset.lesson);
    item.querySelector(`form[data-to="${to}"]`)?.requestSubmit();
  });
  const last = sessionStorage.getItem("studio:focus");
  sessionStorage.removeItem("studio:focus");
  if (last) root.querySelector(`[data-lesson="${CSS.escape(last)}"] > a`)?.focus();
}

export function setUpOutline(page) {
  const root = page.querySelector("[data-outline]");
  if (!root) return;
  root.dataset.dragging = "";
  page.querySelector("[data-keys]").hidden = false;
  setUpDragging(root);
  setUpKeys(root);
}
