// The facts beside a ticket: each is saved once it is chosen or left, and the next key is the ticket's again.

import { show, tell, ticket } from "./page.js";
import { send } from "./ticket.js";

const BY_KEY_WITHIN_MS = 150; // a select changes this soon after a key that only looks through its choices
const before = new WeakMap(); // field -> what it held when it was entered, or was sent last
const tabbedTo = new WeakSet(); // whoever walks through the fields with Tab stays among them
let movedAt = 0;
let lastKey = "";
let reached = null;

const isField = (element) =>
  element?.matches?.("form[data-on-change] :is(select, input:not([type=hidden], [type=checkbox], [type=radio]))");

// On a narrow page they are a pane of their own; whether it was hidden until now.
export function showBeside() {
  const wasHidden = getComputedStyle(document.getElementById("beside")).display === "none";
  if (wasHidden) show("beside");
  return wasHidden;
}

// Where a field is not one's own to change, a key says whom to ask.
export function refuse(id) {
  const words = document.getElementById(id)?.dataset.refused;
  if (words) tell("t-said", words, "error");
}

// A key of the ticket's leads here; when it is done, the page is as it was before.
export function reach(id) {
  const field = document.getElementById(id);
  refuse(id);
  if (!field || field.disabled) return;
  if (showBeside()) reached = id;
  field.scrollIntoView({ block: "nearest" });
  field.focus();
  if (field.matches("input")) field.select();
  // Lists stay closed: in one that is open the browser keeps the arrows and Escape to itself, and saves.
}

export function backToTicket(field) {
  if (field.id && field.id === reached) show("ticket");
  reached = null;
  ticket().focus({ preventScroll: true });
  if (document.activeElement === field) field.blur();
}

function hold(field) {
  before.set(field, field.value);
  delete field.dataset.moved;
}

function keep(field) {
  if (!before.has(field) || field.value === before.get(field)) return;
  hold(field);
  send(field.form);
}

// Done with it: kept, and the focus goes back, unless somebody walks through with Tab.
function finish(field) {
  const stays = tabbedTo.has(field);
  const { form } = field;
  const hasFocus = document.activeElement === field;
  const isNew = !before.has(field) || field.value !== before.get(field);
  hold(field);
  if (hasFocus && !stays) backToTicket(field);
  if (isNew) send(form);
}

function pressed(event) {
  lastKey = event.key;
  const field = event.target;
  if (!isField(field) || event.isComposing) return;
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    finish(field);
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (before.has(field)) field.value = before.get(field);
    delete field.dataset.moved;
    backToTicket(field);
  } else if (field.matches("select")) {
    movedAt = performance.now();
  }
}

function changed(event) {
  const form = event.target.closest?.("form[data-on-change]");
  if (!form) return;
  if (!isField(event.target)) send(form);
  else if (!event.target.matches("select")) keep(event.target);
  else if (performance.now() - movedAt > BY_KEY_WITHIN_MS) finish(event.target);
  else event.target.dataset.moved = "yes"; // an answer that comes now leaves it as it is
}

export function begin() {
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("change", changed);
  document.addEventListener("focusin", ({ target }) => {
    if (!isField(target)) return;
    hold(target);
    if (lastKey === "Tab") tabbedTo.add(target);
    else tabbedTo.delete(target);
  });
  document.addEventListener("pointerdown", () => (lastKey = ""), true);
  document.addEventListener("focusout", ({ target }) => isField(target) && target.isConnected && keep(target));
}
