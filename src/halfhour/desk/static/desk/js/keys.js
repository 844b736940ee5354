// Keys, and what each does: the same commands that the command bar offers. None acts while something is typed.

import { openBar, openSheet } from "./bar.js";
import { choose } from "./composer.js";
import { reach, refuse, showBeside } from "./fields.js";
import { countSoon, current, refreshSoon, step } from "./list.js";
import { ask, desk, isTyping, openNumber, tell, tellUnanswered, ticket } from "./page.js";
import { openFirst } from "./pushed.js";
import { close, loadParts, open, send } from "./ticket.js";

const forms = (name) => document.querySelector(`[data-act="${name}"]`);

function press(name) {
  const form = forms(name);
  if (form) send(form, form.querySelector("button"));
}

function menu(id, field = "") {
  const place = document.getElementById(id);
  if (!place) return;
  place.open = true;
  place.querySelector(field ? `#${field}` : ".menu-body :is(button:not(:disabled), input:not([type=hidden]), select)")?.focus();
}

// What stands beside the ticket is opened and brought into sight, on a narrow page too.
async function unfold(id) {
  const place = document.getElementById(id);
  if (!place) return null;
  showBeside();
  place.open = true;
  await loadParts();
  place.scrollIntoView({ block: "start" });
  return place;
}

// What triage is not sure of is right: one thing each time, in sight while it is said.
async function sure() {
  const place = await unfold("b-why");
  const first = place?.querySelector("[data-sure]");
  if (first) send(first.form);
  else place?.querySelector("summary").focus();
}

// A message is ticked, and what is split off asks for its subject.
export function splitOff(id) {
  document.querySelector(`#m-${id} .m-pick input`).checked = true;
  menu("m-more", "f-split");
}

const presence = (state) => document.querySelector(`#presence [name=state][value=${state}]`);

// Up and down in a menu that is open: from its search to what was found, and from one choice to the next.
function stepInMenu(event) {
  const here = event.target.closest?.("details.menu[open] .menu-body");
  if (!here || !event.target.matches("button, input[type=search]")) return false;
  const all = [...here.querySelectorAll("button:not(:disabled), input[type=search]")].filter((each) => each.offsetParent);
  const at = all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
  all[Math.min(Math.max(at, 0), all.length - 1)].focus();
  return true;
}

async function next() {
  const address = desk().dataset.next;
  if (!address || address === "None") return;
  const response = await ask(address, { method: "POST", accept: "application/json" }).catch(() => null);
  if (!response?.ok) {
    tellUnanswered("list-said", response);
    return;
  }
  const { number, said } = await response.json();
  if (number) await open(String(number));
  tell("list-said", said);
  refreshSoon();
  if (number) countSoon();
}

export const commands = {
  down: () => step(1),
  up: () => step(-1),
  open: () => current() && open(current().dataset.open),
  next,
  pushed: openFirst,
  tick: () => {
    const box = (document.activeElement?.closest?.(".row") ?? current()?.closest(".row"))?.querySelector(".row-pick input");
    if (box) box.click();
  },
  mine: () => (forms("mine") ? press("mine") : refuse("f-assignee")),
  not_now: () => press("not_now"),
  resolve: () => press("resolve"),
  snooze: () => menu("m-snooze"),
  priority: () => reach("f-priority"),
  category: () => reach("f-category"),
  assignee: () => reach("f-assignee"),
  tags: () => reach("f-tags"),
  complaint: () => document.querySelector("[data-complaint]")?.click(),
  undo: () => {
    const undo = document.querySelector("#list-said [data-undo]") ?? document.querySelector("#t-said [data-undo]");
    if (undo) undo.requestSubmit(undo.querySelector("button"));
  },
  history: async () => (await unfold("b-history"))?.querySelector("summary").focus(),
  state: () => menu("m-state"),
  queue: () => reach("f-queue"),
  complexity: () => reach("f-complexity"),
  language: () => reach("f-language"),
  checklist: () => reach("f-check"),
  department: () => document.querySelector("[data-department]")?.click(),
  watch: () => press("watch"),
  sure,
  merge: () => menu("m-more", "f-merge"),
  link: () => menu("m-more", "f-link"),
  split: () => menu("m-more", "f-split"),
  new: () => location.assign(desk().dataset.new),
  available: () => presence("available")?.click(),
  busy: () => presence("busy")?.click(),
  away: () => presence("away")?.click(),
  reply: () => choose("reply"),
  note: () => choose("note"),
  macro: () => {
    choose("reply", { focus: false });
    menu("m-macro");
  },
  search: () => {
    if (desk().dataset.pane !== "list" && matchMedia("(max-width: 48rem)").matches) close();
    document.getElementById("list-text").select();
    document.getElementById("list-text").focus();
  },
  bar: openBar,
  sheet: openSheet,
  leave,
};

// What a command works on; where it is not on the page, the command bar does not offer it.
const worksOn = {
  mine: '[data-act="mine"]',
  not_now: '[data-act="not_now"]',
  pushed: "#pushed [data-pushed]",
  resolve: '[data-act="resolve"]',
  watch: '[data-act="watch"]',
  snooze: "#m-snooze",
  state: "#m-state",
  ...Object.fromEntries(["merge", "link", "split"].map((name) => [name, "#m-more"])),
  ...Object.fromEntries(
    ["priority", "category", "assignee", "queue", "complexity", "language", "tags"].map((name) => [name, `#f-${name}:enabled`]),
  ),
  checklist: "#f-check",
  complaint: "[data-complaint]",
  department: "[data-department]",
  undo: ":is(#list-said, #t-said) [data-undo]",
  history: "#b-history",
  sure: "#b-why",
  reply: "#write-reply",
  note: "#write-note",
  macro: "#m-macro",
  tick: "#rows .row-pick",
  ...Object.fromEntries(["available", "busy", "away"].map((state) => [state, `#presence [value=${state}]`])),
};

export const offers = (name) => !worksOn[name] || document.querySelector(worksOn[name]) !== null;

function leave() {
  const active = document.activeElement;
  const menuOpen = active?.closest?.("details.menu[open]") ?? document.querySelector("details.menu[open]");
  if (menuOpen) {
    menuOpen.open = false;
    menuOpen.querySelector("summary").focus();
  } else if (isTyping(active)) {
    if (active.closest("#t-composer, #beside")) ticket().focus({ preventScroll: true });
    else active.blur();
  } else if (openNumber() && desk().dataset.pane === "beside") {
    desk().dataset.pane = "ticket";
  } else if (openNumber() && matchMedia("(max-width: 48rem)").matches) {
    close();
  } else {
    (document.querySelector("#rows .row-link.is-open") ?? current())?.focus();
  }
}

// What each key means stands on the page, in the cheat sheet: said once, by the server.
function known() {
  const map = new Map();
  for (const row of document.querySelectorAll("#sheet [data-keys]")) {
    for (const key of row.dataset.keys.split(",")) map.set(key, row.dataset.command);
  }
  return map;
}

// On a keyboard of another script the letter that stands in the same place.
function letterOf({ key, code }) {
  const isOther = key.length === 1 && key > "\u007f";
  return (isOther ? (/^Key([A-Z])$/.exec(code)?.[1] ?? key) : key).toLowerCase();
}

export function run(name) {
  commands[name]?.();
}

export function begin() {
  const keys = known();
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const letter = letterOf(event);
    if ((event.ctrlKey || event.metaKey) && !event.altKey && letter === "k") {
      event.preventDefault();
      openBar();
      return;
    }
    if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      leave();
      return;
    }
    const active = document.activeElement;
    if (["ArrowDown", "ArrowUp"].includes(event.key) && stepInMenu(event)) {
      event.preventDefault();
      return;
    }
    if (isTyping(active)) return;
    const name = keys.get(event.key) ?? keys.get(letter);
    if (!name || !commands[name]) return;
    if (["Enter", "ArrowDown", "ArrowUp"].includes(event.key) && !active?.closest?.(".row") && active !== document.body) return;
    if (event.key === "Enter" && active?.closest?.(".row-pick")) return;
    event.preventDefault();
    run(name);
  });
}
