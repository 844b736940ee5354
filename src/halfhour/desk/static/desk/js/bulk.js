// Several tickets at once: ticking rows, seeing what would happen, doing it, and taking it back.

import { countSoon, refreshNow } from "./list.js";
import { ask, hasEnded, tellUnanswered } from "./page.js";
import { forget, refresh } from "./ticket.js";

const form = () => document.getElementById("bulk");
const said = () => document.getElementById("list-said");
const boxes = () => [...document.querySelectorAll("#rows .row-pick input")];
const chosen = () => boxes().filter((box) => box.checked);
let last = null; // the box that was ticked last: Shift ticks all up to the next

function show() {
  const count = chosen().length;
  form().classList.toggle("is-on", count > 0);
  const words = form().querySelector("[data-chosen]");
  words.textContent = words.dataset.words.replace("{count}", count);
}

function offerValue() {
  const what = document.getElementById("bulk-what").value;
  const name = what.endsWith("_tags") ? "tags" : what;
  for (const field of form().querySelectorAll("[data-value]")) {
    field.hidden = field.disabled = field.dataset.value !== name;
  }
}

let isOut = false; // a double click asks once

async function send(url, data) {
  if (isOut) return;
  isOut = true;
  await answered(url, data).finally(() => (isOut = false));
}

async function answered(url, data) {
  const response = await ask(url, { method: "POST", body: data }).catch(() => null);
  if (!response || hasEnded(response)) {
    tellUnanswered("list-said", response);
    return;
  }
  if (![200, 409].includes(response.status)) {
    location.reload();
    return;
  }
  said().innerHTML = await response.text();
  if (said().querySelector(".bulk-preview")) {
    said().querySelector(".btn")?.focus();
    return;
  }
  for (const box of chosen()) {
    forget(box.value);
    box.checked = false;
  }
  show();
  await refreshNow();
  countSoon();
  refresh();
}

export function begin() {
  if (!form()) return;
  offerValue();
  document.addEventListener("change", (event) => {
    if (event.target.id === "bulk-what") offerValue();
    if (event.target.matches?.(".row-pick input")) show();
  });
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.(".row-pick input");
    if (box) {
      const all = boxes();
      if (event.shiftKey && last && all.includes(last)) {
        const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
        for (const each of all.slice(from, to + 1)) each.checked = box.checked;
        show();
      }
      last = box;
    }
    if (event.target.closest("[data-choose-none]")) {
      for (const each of chosen()) each.checked = false;
      show();
    }
    if (event.target.closest("[data-put-away]")) said().replaceChildren();
  });
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const sent = event.target;
    if (sent !== form() && !sent.closest("#list-said")) return;
    event.preventDefault();
    send(sent.getAttribute("action"), new FormData(sent, event.submitter));
  });
  document.body.addEventListener("rows-changed", show);
}
