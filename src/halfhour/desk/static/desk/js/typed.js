// What is typed on a page for customers stays in this tab while its language changes, and is there again afterwards.

import { stored } from "../../js/tab.js";

const nameOf = () => `halfhour-typed ${location.pathname}`;
const isTyped = (field) => field.name && !["hidden", "file", "submit", "button"].includes(field.type);
const isTicked = (field) => ["checkbox", "radio"].includes(field.type);

function remember(form) {
  const fields = [...form.elements];
  const typed = fields.filter((field) => isTyped(field) && (!isTicked(field) || field.checked));
  const hadFiles = fields.some((field) => field.files?.length);
  const kept = JSON.stringify({ typed: typed.map((field) => [field.name, field.value]), hadFiles });
  stored((tab) => tab.setItem(nameOf(), kept));
}

function giveBack(form) {
  const kept = stored((tab) => JSON.parse(tab.getItem(nameOf())));
  stored((tab) => tab.removeItem(nameOf()));
  if (!kept) return;
  for (const field of [...form.elements].filter(isTyped)) {
    const values = kept.typed.filter(([name]) => name === field.name).map(([, value]) => value);
    if (isTicked(field)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
  const again = form.querySelector("[data-files-again]");
  if (kept.hadFiles && again) again.hidden = false;
}

const form = document.querySelector("form[data-typed]");
if (form) {
  giveBack(form);
  document.querySelector("[data-language-form]")?.addEventListener("submit", () => remember(form));
}
