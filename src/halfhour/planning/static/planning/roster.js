// Editing the roster board: by drag and drop, by keyboard, or in the sheet of one shift. Every change is
// first shown with what it costs; the server works that out, and it alone decides what may be saved.

import "./pages.js";

const COST_AFTER_MS = 140;
const sheet = document.getElementById("shift-dialog");
let moving = null; // { from: {agent, on}, cell, target, by: "drag" | "keys" }
let costTimer = 0;
let focused = null; // the cell that has the tab stop, as {agent, on}

const board = () => document.getElementById("board");
const facts = () => board().querySelector("[data-board]").dataset;
const cells = () => [...board().querySelectorAll("td[data-agent]")];
const placeOf = (cell) => ({ agent: cell.dataset.agent, on: cell.dataset.on });
const cellAt = ({ agent, on }) =>
  cells().find((cell) => cell.dataset.agent === agent && cell.dataset.on === on) ?? null;
const shiftIn = (cell) => cell?.querySelector(".shift") ?? null;

function say(words) {
  document.getElementById("board-said").textContent = words;
}

// One cell of the board is in the tab order; arrow keys go from cell to cell.
function giveTabStop(cell) {
  for (const other of cells()) other.tabIndex = other === cell ? 0 : -1;
  if (cell) focused = placeOf(cell);
}

function neighbour(cell, key) {
  const row = cell.parentElement;
  if (key === "ArrowLeft") return cell.previousElementSibling?.matches("td") ? cell.previousElementSibling : null;
  if (key === "ArrowRight") return cell.nextElementSibling?.matches("td[data-agent]") ? cell.nextElementSibling : null;
  if (key === "Home") return row.querySelector("td[data-agent]");
  if (key === "End") return [...row.querySelectorAll("td[data-agent]")].at(-1);
  const other = key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
  return other?.children[cell.cellIndex]?.matches("td[data-agent]") ? other.children[cell.cellIndex] : null;
}

// The sheet
function openSheet(cell, extra = {}) {
  const values = { ...placeOf(cell), ...extra };
  const url = new URL(facts().shiftUrl, location.href);
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  window.htmx.ajax("GET", url.pathname + url.search, { target: "#shift-dialog-body", swap: "innerHTML" });
}

function closeSheet() {
  if (sheet.open) sheet.close();
}

document.body.addEventListener("shift-sheet", () => {
  stopMoving();
  if (!sheet.open) sheet.showModal();
  sheet.querySelector("select, .btn-danger")?.focus();
});
document.body.addEventListener("roster-saved", () => {
  closeSheet();
  const cell = (focused && cellAt(focused)) ?? cells()[0];
  giveTabStop(cell);
  cell?.focus();
});
sheet.addEventListener("close", () => focused && cellAt(focused)?.focus());
sheet.addEventListener("click", (event) => {
  if (event.target === sheet || event.target.closest("[data-close-sheet]")) closeSheet();
});

// Moving
function startMoving(cell, by) {
  if (!shiftIn(cell)) return false;
  moving = { from: placeOf(cell), cell, target: cell, by };
  cell.classList.add("is-source");
  if (by === "keys") say(facts().moving);
  return true;
}

function aimAt(cell) {
  if (!moving || moving.target === cell) return;
  moving.target?.classList.remove("is-target", "is-taken");
  moving.target = cell;
  clearTimeout(costTimer);
  if (!cell || cell === moving.cell) return showCost("");
  cell.classList.add("is-target");
  cell.classList.toggle("is-taken", Boolean(shiftIn(cell)));
  costTimer = setTimeout(() => askCost(moving.from, placeOf(cell)), COST_AFTER_MS);
}

function stopMoving() {
  clearTimeout(costTimer);
  if (!moving) return;
  moving.cell.classList.remove("is-source");
  moving.target?.classList.remove("is-target", "is-taken");
  moving = null;
  showCost("");
}

function drop() {
  const { from, target, cell } = moving;
  stopMoving();
  if (!target || target === cell) return;
  const { agent: to_agent, on: to_on } = placeOf(target);
  focused = { agent: to_agent, on: to_on };
  const values = { ...from, to_agent, to_on, revision: facts().revision };
  window.htmx.ajax("POST", facts().shiftUrl, { target: "#board", swap: "outerHTML", values });
}

function showCost(html) {
  const place = document.getElementById("cost");
  if (place) place.innerHTML = html;
}

async function askCost(from, to) {
  const query = new URLSearchParams({ ...from, to_agent: to.agent, to_on: to.on });
  const answer = await fetch(`${facts().costUrl}?${query}`, { headers: { "HX-Request": "true" } });
  const aimed = moving?.target && placeOf(moving.target);
  if (answer.ok && aimed?.agent === to.agent && aimed?.on === to.on) showCost(await answer.text());
}

// Whatever the server could not do is said, never swallowed.
function sayBroken() {
  const words = document.createElement("p");
  words.className = "cost cost-bad";
  words.textContent = facts().broken;
  closeSheet();
  document.getElementById("cost")?.replaceChildren(words);
  say(words.textContent);
}
document.body.addEventListener("htmx:responseError", sayBroken);
document.body.addEventListener("htmx:sendError", sayBroken);

// Pointer
document.addEventListener("dragstart", (event) => {
  const cell = event.target.closest?.("#board td[data-agent]");
  if (!cell || !startMoving(cell, "drag")) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", cell.dataset.agent);
});
document.addEventListener("dragover", (event) => {
  if (moving?.by !== "drag") return;
  const cell = event.target.closest?.("#board td[data-agent]") ?? null;
  aimAt(cell);
  if (cell && cell !== moving.cell && !shiftIn(cell)) {
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
  }
});
document.addEventListener("drop", (event) => {
  if (moving?.by !== "drag") return;
  event.preventDefault();
  drop();
});
document.addEventListener("dragend", () => moving?.by === "drag" && stopMoving());
document.addEventListener("click", (event) => {
  const cell = event.target.closest?.("#board td[data-agent]");
  if (!cell || event.target.closest("a, button")) return;
  giveTabStop(cell);
  if (moving) return;
  openSheet(cell);
});

// Keys
document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("#board td[data-agent]");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = keys(cell, event.key);
  if (act) event.preventDefault();
});

function keys(cell, key) {
  if (/^(Arrow|Home$|End$)/.test(key)) {
    const next = neighbour(moving?.by === "keys" ? moving.target : cell, key);
    if (next) {
      giveTabStop(next);
      next.focus();
      if (moving?.by === "keys") aimAt(next);
    }
    return true;
  }
  if (moving?.by === "keys") {
    if (key === "Enter" || key === " " || key.toLowerCase() === "m") drop();
    else if (key === "Escape") {
      const back = moving.cell;
      stopMoving();
      giveTabStop(back);
      back.focus();
      say(facts().stopped);
    } else return false;
    return true;
  }
  if (key === "Enter" || key === " ") openSheet(cell);
  else if (key.toLowerCase() === "m") return startMoving(cell, "keys");
  else if ((key === "Delete" || key === "Backspace") && shiftIn(cell)) openSheet(cell);
  else return false;
  return true;
}

document.addEventListener("focusin", (event) => {
  const cell = event.target.closest?.("#board td[data-agent]");
  if (cell) giveTabStop(cell);
});

giveTabStop(cells()[0] ?? null);
