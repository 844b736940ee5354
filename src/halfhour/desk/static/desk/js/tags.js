// Tags offered as they are typed: those that fit the last one, behind what stands before it.

import { ask, later } from "./page.js";

const offerLater = later(150);

function offered(name) {
  const option = document.createElement("option");
  option.value = name;
  return option;
}

async function offer(field) {
  const typed = field.value;
  const before = typed.slice(0, typed.lastIndexOf(",") + 1);
  const part = typed.slice(before.length).trim();
  const response = await ask(`${field.dataset.tags}?q=${encodeURIComponent(part)}`).catch(() => null);
  const { names = [] } = response?.ok ? await response.json() : {};
  if (!field.isConnected || field.value !== typed) return; // typed on, or shown anew
  const given = new Set(before.split(",").map((name) => name.trim()));
  const fitting = names.filter((name) => !given.has(name));
  field.list.replaceChildren(...fitting.map((name) => offered(before ? `${before} ${name}` : name)));
}

export function begin() {
  document.addEventListener("focusin", ({ target }) => target.matches("[data-tags]") && offer(target));
  document.addEventListener("input", ({ target }) => target.matches?.("[data-tags]") && offerLater(() => offer(target)));
}
