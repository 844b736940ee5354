// A form that was sent after the session had ended: what was typed in it is kept in this tab, and stands in it again
// once the same person is back. Passwords, files and what the page itself put into the form are not kept.

import { stored } from "./tab.js";

const NAME = "halfhour-interrupted";
const NOT_TYPED = ["hidden", "password", "file", "submit", "button", "reset", "image"];

const read = () => stored((tab) => JSON.parse(tab.getItem(NAME)));
const write = (kept) => stored((tab) => tab.setItem(NAME, JSON.stringify(kept)));
const remove = () => stored((tab) => tab.removeItem(NAME));

const typedFields = (form) => [...form.elements].filter((field) => field.name && "value" in field && !NOT_TYPED.includes(field.type));
const kindOf = (form) => JSON.stringify([form.getAttribute("action"), ...typedFields(form).map((field) => field.name)]);
const formsLike = (kind) => [...document.forms].filter((form) => kindOf(form) === kind);

const isChoice = (field) => ["checkbox", "radio"].includes(field.type);
function valueOf(field) {
  if (isChoice(field)) return field.checked;
  return field.type === "select-multiple" ? [...field.selectedOptions].map((option) => option.value) : field.value;
}

function putInto(field, value) {
  if (JSON.stringify(valueOf(field)) === JSON.stringify(value)) return;
  if (isChoice(field)) field.checked = value;
  else if (field.type === "select-multiple") for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
}

export function keep(form, { isInterrupted = false } = {}) {
  const fields = typedFields(form);
  if (!fields.length || form.querySelector("[type=password]")) return;
  const kind = kindOf(form);
  const path = location.pathname + location.search;
  const place = formsLike(kind).indexOf(form);
  write({ by: document.body.dataset.by, path, kind, place, values: fields.map(valueOf), isInterrupted });
}

export function giveBack() {
  const kept = read();
  if (!kept?.isInterrupted || kept.by !== document.body.dataset.by || kept.path !== location.pathname + location.search) return;
  const form = formsLike(kept.kind)[kept.place];
  if (!form) return; // it may still come, in a part that is on its way
  remove();
  for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  const fields = typedFields(form);
  fields.forEach((field, index) => putInto(field, kept.values[index]));
  const told = document.getElementById("given-back");
  told.before(document.importNode(told.content, true));
  fields[0].focus();
}

// The page to log in, or the one that says that a form was sent too late, stands where the form's answer would.
function look() {
  const kept = read();
  if (!kept) return;
  const notice = document.querySelector("[data-interrupted]");
  if (notice) {
    write({ ...kept, isInterrupted: true });
    notice.hidden = false;
    for (const link of notice.querySelectorAll("a")) link.href = kept.path;
    const next = document.querySelector("input[name=next]");
    if (next) next.value = kept.path;
  } else if (kept.isInterrupted) giveBack();
  else remove(); // it was answered
}

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.method === "post") keep(event.target);
});
look();
