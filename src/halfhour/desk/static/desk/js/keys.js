// Keys, and what each does: the same commands that the command bar offers. None acts while something is typed.

import { openBar, openSheet } from "./bar.js";
import { choose } from "./composer.js";
import { reach, showBeside } from "./fields.js";
import { countSoon, current, refreshSoon, step } from "./list.js";
import { desk, isTyping, openNumber, tell, tellUnreached, ticket } from "./page.js";
import { close, open, send } from "./ticket.js";

const forms = (name) => document.querySelector(`[data-act="${name}"]`);

function press(name) {
  const form = forms(name);
  if (form) send(form, form.querySelector("button"));
}

function menu(id) {
  const place = document.getElementById(id);
  if (!place) return;
  place.open = true;
  place.querySelector(".menu-body :is(button:not(:disabled), input:not([type=hidden]), select)")?.focus();
}

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
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const response = await fetch(address, { method: "POST", headers }).catch(() => null);
  if (!response?.ok) {
    tellUnreached("list-said");
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
  tick: () => {
    const box = (document.activeElement?.closest?.(".row") ?? current()?.closest(".row"))?.querySelector(".row-pick input");
    if (box) box.click();
  },
  mine: () => press("mine"),
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
  history: () => {
    const place = document.getElementById("b-history");
    if (!place) return;
    showBeside();
    place.open = true;
    place.scrollIntoView({ block: "start" });
    place.querySelector("summary").focus();
  },
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
  for (const row of document.querySelectorAll("#sheet [data-command]")) {
    for (const key of row.dataset.keys.split(",")) map.set(key, row.dataset.command);
  }
  return map;
}

export function run(name) {
  commands[name]?.();
}

export function begin() {
  const keys = known();
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
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
    const name = keys.get(event.key) ?? keys.get(event.key.toLowerCase());
    if (!name || !commands[name]) return;
    if (["Enter", "ArrowDown", "ArrowUp"].includes(event.key) && !active?.closest?.(".row") && active !== document.body) return;
    if (event.key === "Enter" && active?.closest?.(".row-pick")) return;
    event.preventDefault();
    run(name);
  });
}
