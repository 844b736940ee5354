// Names of colleagues, offered after an @ in a note.

let names = null; // {list, field, from}
let wrote = () => {}; // a name stands in the text now

function offerNames(field) {
  const before = field.value.slice(0, field.selectionStart);
  const found = /(?:^|\s)@([\p{L}\p{N}_.-]*)$/u.exec(before);
  closeNames();
  if (!found) return;
  const part = found[1].toLocaleLowerCase();
  const people = [...document.querySelectorAll(`#${field.dataset.mentions} li`)].filter(
    (each) => each.dataset.name.toLocaleLowerCase().startsWith(part) || each.textContent.toLocaleLowerCase().startsWith(part),
  );
  if (!people.length || people.some((each) => each.dataset.name === found[1])) return;
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = "mention-list";
  list.setAttribute("role", "listbox");
  people.slice(0, 8).forEach((each, place) => {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(place === 0));
    item.textContent = `${each.textContent} @${each.dataset.name}`;
    item.dataset.name = each.dataset.name;
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      takeName(item.dataset.name);
    });
    list.append(item);
  });
  document.body.append(list);
  const box = field.getBoundingClientRect();
  list.setAttribute("aria-label", field.labels[0]?.textContent ?? "");
  const top = Math.max(box.top - list.offsetHeight - 4, 4);
  // Placed by the object model, which the content policy allows; attributes of style it does not.
  list.style.top = `${top}px`;
  list.style.left = `${box.left}px`;
  names = { list, field, from: before.length - found[1].length };
}

function takeName(name) {
  const { field, from } = names;
  const end = field.selectionStart;
  field.setRangeText(`${name} `, from, end, "end");
  closeNames();
  wrote(field);
}

function closeNames() {
  names?.list.remove();
  names = null;
}

export function nameKey(event) {
  if (!names) return false;
  const items = [...names.list.children];
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") closeNames();
  else if (event.key === "Enter" || event.key === "Tab") takeName(items[at].dataset.name);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = (at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === next)));
  } else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

export function begin({ onText }) {
  wrote = onText;
  document.addEventListener("input", ({ target }) => target.matches?.("[data-mentions]") && offerNames(target));
  document.addEventListener("focusout", ({ target }) => target === names?.field && closeNames());
}
