// Customers offered as letters of a name, an address or a number are typed; what is chosen is their number.

import { ask, later } from "./page.js";

const offerLater = later(150);

// Browsers offer only what holds what was typed: a phone number may be written otherwise, a name with accents.
function offered({ number, words }, typed) {
  const option = document.createElement("option");
  option.value = number;
  option.label = words.toLocaleLowerCase().includes(typed.toLocaleLowerCase()) ? words : `${words} (${typed})`;
  return option;
}

async function offer(field) {
  const typed = field.value.trim();
  const response = await ask(`${field.dataset.callers}?q=${encodeURIComponent(typed)}`).catch(() => null);
  const { callers = [] } = response?.ok ? await response.json() : {};
  if (!field.isConnected || field.value.trim() !== typed) return; // done with, or typed on
  field.list.replaceChildren(...callers.map((each) => offered(each, typed)));
}

document.addEventListener("input", ({ target }) => target.matches?.("[data-callers]") && offerLater(() => offer(target)));
