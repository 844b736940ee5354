// The command bar: commands, tickets by number or words, views. And the sheet of all keys.

import { ask, desk, later, show as showPane } from "./page.js";
import { open } from "./ticket.js";

const bar = () => document.getElementById("bar");
const field = () => document.getElementById("bar-text");
const list = () => document.getElementById("bar-found");
const askLater = later(120);
let asked = 0;
let does = { run: () => {}, offers: () => true, openView: () => {} }; // what commands do, and what opens a view
let answer = { tickets: [], views: [] };

export function openBar() {
  if (bar().open) return;
  field().value = "";
  answer = { tickets: [], views: [] };
  show();
  bar().showModal();
  field().focus();
  look();
}

export function openSheet() {
  const sheet = document.getElementById("sheet");
  if (!sheet.open) sheet.showModal();
}

const commandsOf = (text) =>
  [...document.querySelectorAll("#sheet [data-in-bar]")]
    .map((row) => ({ label: row.querySelector("dt").textContent, note: row.querySelector("dd").textContent.trim(), command: row.dataset.command }))
    .filter((each) => each.label.toLocaleLowerCase().includes(text) && does.offers(each.command));

// The list, searched: among all tickets first, whatever the view that is open leaves out.
function searchesFor(text) {
  const words = list().dataset;
  const view = new URLSearchParams(document.getElementById("rows-wrap").dataset.query).get("view") ?? "";
  const to = (more) => `${desk().dataset.base}?${new URLSearchParams({ view, text, ...more })}`;
  return [
    { label: words.wordsAll.replace("{text}", text), note: "", url: to({ in: "all" }) },
    { label: words.wordsHere.replace("{text}", text), note: "", url: to({}) },
  ];
}

async function look() {
  const mine = ++asked;
  const response = await ask(`${desk().dataset.bar}?q=${encodeURIComponent(field().value)}`).catch(() => null);
  if (!response?.ok || mine !== asked) return;
  answer = await response.json();
  show();
}

function show() {
  const text = field().value.trim().toLocaleLowerCase();
  const number = /^#?\d+$/.test(text);
  const words = list().dataset;
  const groups = [
    [words.commands, number ? [] : commandsOf(text)],
    [words.tickets, answer.tickets],
    [words.views, answer.views],
    [words.search, text && !number ? searchesFor(field().value.trim()) : []],
  ];
  if (number) groups.reverse();
  if (text && answer.tickets.length && !commandsOf(text).length) groups.sort((a) => (a[0] === words.tickets ? -1 : 0));
  list().replaceChildren();
  let place = 0;
  for (const [name, found] of groups) {
    if (!found.length) continue;
    const head = document.createElement("li");
    head.className = "bar-group";
    head.setAttribute("role", "presentation");
    head.textContent = name;
    list().append(head);
    for (const each of found) {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.id = `bar-${place}`;
      item.append(span(each.label), span(each.note, "muted"));
      item.addEventListener("click", (event) => {
        event.stopPropagation(); // a click elsewhere closes the menu that this may open
        take(each);
      });
      item.choice = each;
      list().append(item);
      place += 1;
    }
  }
  if (!place) {
    const none = document.createElement("li");
    none.className = "bar-group";
    none.setAttribute("role", "option");
    none.setAttribute("aria-disabled", "true");
    none.textContent = words.none;
    list().append(none);
  }
  select(0);
}

function span(text, kind = "") {
  const element = document.createElement("span");
  element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

const options = () => [...list().querySelectorAll("[role=option]:not([aria-disabled])")];

function select(place) {
  const all = options();
  all.forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
  const chosen = all[place];
  if (chosen) {
    field().setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else field().removeAttribute("aria-activedescendant");
}

// At once, its field without the focus: by itself that is so a moment later, and the next key may come before.
function shut(dialog) {
  dialog.close();
  if (dialog.contains(document.activeElement)) document.activeElement.blur();
}

function take(choice) {
  shut(bar());
  if (choice.command) does.run(choice.command);
  else if (choice.open) open(choice.open);
  else {
    showPane("list");
    does.openView(choice.url);
  }
}

export function begin(what) {
  does = what;
  field().addEventListener("input", () => {
    show();
    askLater(look);
  });
  field().addEventListener("keydown", (event) => {
    const all = options();
    const at = all.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      select((at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % Math.max(all.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (all[at]) take(all[at].choice);
    }
  });
  for (const dialog of [bar(), document.getElementById("sheet")]) {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      shut(dialog);
    });
  }
}
