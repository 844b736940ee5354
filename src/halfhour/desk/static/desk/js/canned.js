// Canned replies: found by words, put into the reply, and what else they do shown before it is done.

import { ask, later, parse } from "./page.js";

const findLater = later(150);
const found = () => document.getElementById("macro-found");
const used = () => document.getElementById("macro-used");
const then = () => document.getElementById("reply-then");
let wrote = () => {}; // the reply has another text now
let looked = ""; // what the list on the page was found by
let thenBefore = ""; // what "and then" said before a canned reply changed it

const firstFound = () => found()?.querySelector("[data-macro]");
export const macroAddress = () => used()?.dataset.apply ?? null;
// What comes with the reply as it stands, kept with its draft.
export const comesWith = () => ({ macro: used()?.dataset.macro ?? "", then: then()?.value ?? "" });

async function find(field) {
  const text = field.value.trim();
  const response = await ask(`${field.dataset.macros}?q=${encodeURIComponent(text)}`).catch(() => null);
  if (!response?.ok || field.value.trim() !== text) return;
  found().innerHTML = await response.text();
  looked = text;
}

// For the next time, as it is left: what is typed at once after it opens stays.
function lookAtAll() {
  const field = document.getElementById("macro-text");
  field.value = "";
  if (looked) find(field);
}

// Enter never sends what is half written: it takes the first that fits what was typed.
async function takeFirst(field) {
  if (field.value.trim() !== looked || !firstFound()) await find(field);
  if (firstFound()) useMacro(firstFound());
}

async function useMacro(button) {
  const response = await ask(button.dataset.macroPreview).catch(() => null);
  if (!response?.ok) return;
  const shown = parse(await response.text());
  const text = shown.querySelector("[data-macro-text]").textContent;
  const sets = [...shown.querySelectorAll("[data-macro-sets] li")].map((line) => line.textContent.trim());
  const name = shown.querySelector("strong").textContent;
  document.getElementById("m-macro").open = false;
  forgetMacro();
  const field = document.getElementById("reply-text");
  const before = field.value.trim() ? `${field.value.trimEnd()}\n\n` : "";
  field.value = before + text;
  field.setSelectionRange(field.value.length, field.value.length);
  used().dataset.apply = button.dataset.macroApply;
  used().dataset.macro = button.dataset.macro;
  used().querySelector("[data-macro-words]").textContent = [name, ...sets].join(" · ");
  used().hidden = false;
  showThen(shown.querySelector("[data-macro-then]")?.dataset.macroThen);
  wrote(field);
}

function showThen(state) {
  thenBefore = then().value;
  if (state) then().value = state;
  then().dataset.set = then().value;
}

// "And then" says again what it said, unless somebody chose otherwise meanwhile.
export function forgetMacro() {
  if (!used() || used().hidden) return;
  used().hidden = true;
  delete used().dataset.apply;
  delete used().dataset.macro;
  if (then().value === then().dataset.set) then().value = thenBefore || then().options[0].value;
}

export function begin({ onText }) {
  wrote = onText;
  document.body.addEventListener("ticket-opened", () => ([looked, thenBefore] = ["", ""]));
  document.addEventListener("toggle", ({ target }) => target.id === "m-macro" && !target.open && lookAtAll(), true);
  document.addEventListener("input", ({ target }) => {
    if (target.matches?.("#macro-text")) findLater(() => find(target));
  });
  document.addEventListener("click", (event) => {
    const macro = event.target.closest("#macro-found [data-macro]");
    if (macro) useMacro(macro);
    if (!event.target.closest("[data-macro-off]")) return;
    forgetMacro();
    wrote(document.getElementById("reply-text"));
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !event.target.matches?.("#macro-text")) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.isComposing) takeFirst(event.target);
    },
    true,
  );
}
