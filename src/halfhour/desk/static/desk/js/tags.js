// Tags offered as they are typed: those that fit the last one, behind what stands before it.

import { ask, later } from "./page.js";

const offerLater = later(150);

async function offer(field) {
  const typed = field.value;
  const before = typed.slice(0, typed.lastIndexOf(",") + 1);
  const part = typed.slice(before.length).trim();
  const response = await ask(`${field.dataset.tags}?q=${encodeURIComponent(part)}`).catch(() => null);
  if (!response?.ok || field.value !== typed) return;
  const given = new Set(before.split(",").map((name) => name.trim()));
  const { names } = await response.json();
  const options = names.filter((name) => !given.has(name)).map((name) => new Option(before ? `${before} ${name}` : name));
  field.list.replaceChildren(...options);
}

export function begin() {
  document.addEventListener("focusin", ({ target }) => target.matches("[data-tags]") && offer(target));
  document.addEventListener("input", ({ target }) => target.matches?.("[data-tags]") && offerLater(() => offer(target)));
}
