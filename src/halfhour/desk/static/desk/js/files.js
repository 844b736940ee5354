// Files that go along with what is written: sent as they are chosen.

import { ticket } from "./page.js";
import { send } from "./ticket.js";

async function attach(field) {
  if (!field.files.length) return;
  const data = new FormData();
  data.set("kind", field.dataset.attach);
  for (const file of field.files) data.append("file", file);
  field.value = "";
  await attachNow(data);
}

async function attachNow(data) {
  const form = document.createElement("form");
  form.setAttribute("action", `${ticket().dataset.url}attach/`);
  for (const [name, value] of data.entries()) {
    if (typeof value === "string") {
      const input = document.createElement("input");
      [input.type, input.name, input.value] = ["hidden", name, value];
      form.append(input);
      continue;
    }
    const input = document.createElement("input");
    const files = new DataTransfer();
    files.items.add(value);
    [input.type, input.name, input.files] = ["file", name, files.files];
    form.append(input);
  }
  await send(form);
}

export function begin() {
  document.addEventListener("change", ({ target }) => target.matches?.("[data-attach]") && attach(target));
}
