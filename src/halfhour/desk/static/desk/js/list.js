// The list: which row is next, bringing it up to date row by row, asking for more, searching as one types.

import { ask, desk, later, openNumber, parse, say } from "./page.js";
import { forget, listQuery, open, prefetch } from "./ticket.js";

const REFRESH_AFTER_MS = 350;
const REFRESH_AT_MOST_EVERY_MS = 1000;
const COUNTS_AT_MOST_EVERY_MS = 4000;
let asked = 0; // what was asked for last: an older answer is not shown
let refreshedAt = 0;
let countedAt = 0;
let refreshTimer = 0;
let countTimer = 0;

const wrap = () => document.getElementById("rows-wrap");
export const links = () => [...document.querySelectorAll("#rows .row-link")];

// The row that keys act on: the one with the focus, else the open one, else none yet.
export function current() {
  const focused = document.activeElement?.closest?.(".row")?.querySelector(".row-link");
  return focused ?? document.querySelector("#rows .row-link.is-open") ?? document.querySelector("#rows .row-link.was-current");
}

export function step(by) {
  const all = links();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[Math.min(Math.max(at < 0 ? 0 : at + by, 0), all.length - 1)];
  all.forEach((link) => link.classList.toggle("was-current", link === next));
  if (desk().dataset.pane !== "list" && matchMedia("(max-width: 48rem)").matches) {
    open(next.dataset.open);
    return;
  }
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  prefetch(next.dataset.open);
  if (next === all.at(-1)) document.querySelector("[data-more]")?.click();
}

export function refreshSoon() {
  clearTimeout(refreshTimer);
  const wait = Math.max(REFRESH_AFTER_MS, refreshedAt + REFRESH_AT_MOST_EVERY_MS - Date.now());
  refreshTimer = setTimeout(refreshNow, wait);
}

export function countSoon() {
  clearTimeout(countTimer);
  countTimer = setTimeout(countNow, Math.max(700, countedAt + COUNTS_AT_MOST_EVERY_MS - Date.now()));
}

async function countNow() {
  countedAt = Date.now();
  const response = await ask(desk().dataset.rail + listQuery()).catch(() => null);
  if (!response?.ok) return;
  const fresh = parse(await response.text()).getElementById("desk-rail");
  const here = document.getElementById("desk-rail");
  if (!fresh || here.innerHTML === fresh.innerHTML) return;
  const focused = here.contains(document.activeElement) ? document.activeElement.dataset.view : "";
  here.innerHTML = fresh.innerHTML;
  if (focused) here.querySelector(`[data-view="${CSS.escape(focused)}"]`)?.focus();
}

export async function refreshNow() {
  refreshedAt = Date.now();
  const mine = ++asked;
  const query = wrap().dataset.query;
  const response = await ask(`${desk().dataset.rows}?${query}&limit=${Math.max(links().length, 50)}`).catch(() => null);
  if (!response?.ok || mine !== asked || wrap().dataset.query !== query) return;
  put(parse(await response.text()).getElementById("rows-wrap"));
}

// Rows are known by their numbers: none can stand twice, and an older revision never replaces a newer one.
function put(fresh) {
  const rows = document.getElementById("rows");
  const here = new Map([...rows.children].map((row) => [row.dataset.number, row]));
  const wanted = [...fresh.querySelectorAll(".row")];
  const focused = document.activeElement?.closest?.(".row")?.dataset.number;
  const onBox = document.activeElement?.matches?.(".row-pick input");
  const ordered = wanted.map((row) => {
    const known = here.get(row.dataset.number);
    if (known && Number(known.dataset.revision) > Number(row.dataset.revision)) return known;
    if (known?.dataset.revision === row.dataset.revision) {
      const [mine, theirs] = [known.querySelector(".row-top"), row.querySelector(".row-top")];
      if (mine.innerHTML !== theirs.innerHTML) mine.innerHTML = theirs.innerHTML;
      return known;
    }
    if (known?.querySelector(".row-pick input")?.checked) row.querySelector(".row-pick input").checked = true;
    if (known) forget(row.dataset.number);
    row.classList.add("is-changed");
    markOpen(row);
    return document.adoptNode(row);
  });
  const isSame = ordered.length === rows.children.length && ordered.every((row, place) => rows.children[place] === row);
  if (!isSame) rows.replaceChildren(...ordered);
  rows.hidden = !ordered.length;
  const wrapper = wrap();
  const narrowed = fresh.querySelector("#narrowed");
  const found = narrowed.querySelector("[data-found]");
  if (found) wrapper.querySelector("[data-found]")?.replaceWith(document.adoptNode(found));
  narrowed.remove();
  wrapper.querySelectorAll(":scope > :not(#rows, #narrowed)").forEach((each) => each.remove());
  for (const each of [...fresh.children]) if (each.id !== "rows") wrapper.append(document.adoptNode(each));
  if (focused && !document.activeElement?.closest?.(".row")) {
    rows.querySelector(`.row[data-number="${focused}"] ${onBox ? "input" : ".row-link"}`)?.focus();
  }
  document.body.dispatchEvent(new CustomEvent("rows-changed"));
}

function markOpen(row) {
  const link = row.querySelector(".row-link");
  const isOpen = row.dataset.number === openNumber();
  link.classList.toggle("is-open", isOpen);
  if (isOpen) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

async function more(link) {
  const query = wrap().dataset.query;
  link.removeAttribute("data-more");
  const response = await ask(`${desk().dataset.rows}${link.getAttribute("href")}`).catch(() => null);
  if (!response?.ok || wrap().dataset.query !== query) return;
  const fresh = parse(await response.text());
  const rows = document.getElementById("rows");
  const known = new Set([...rows.children].map((row) => row.dataset.number));
  for (const row of [...fresh.querySelectorAll(".row")]) {
    if (!known.has(row.dataset.number)) rows.append(document.adoptNode(row));
  }
  const next = fresh.querySelector(".rows-more");
  link.closest(".rows-more").replaceWith(...(next ? [document.adoptNode(next)] : []));
}

// Another list: a view, a filter, a search. The ticket that is open stays.
export async function choose(query, { push = true } = {}) {
  document.querySelector("#list-said [data-instead]")?.remove();
  const mine = ++asked;
  const response = await ask(`${desk().dataset.rows}?${query}`).catch(() => null);
  if (!response?.ok || mine !== asked) return;
  const fresh = parse(await response.text()).getElementById("rows-wrap");
  fresh.querySelectorAll(".row").forEach(markOpen);
  wrap().replaceWith(document.adoptNode(fresh));
  say(fresh.querySelector("[data-found]")?.textContent ?? "");
  if (push) history.pushState({}, "", location.pathname + listQuery());
  tellList();
  countNow();
  document.body.dispatchEvent(new CustomEvent("rows-changed"));
}

// What is said of the list outside of it: its order, its file, the view it could be kept as or is removed as.
function tellList() {
  const { query, sort, drop, dropWords } = wrap().dataset;
  document.getElementById("list-sort").value = sort;
  document.querySelector("[data-export]")?.setAttribute("href", exportUrl());
  const kept = document.querySelector("#save-view [name=query]");
  if (kept) kept.value = query;
  const line = document.getElementById("drop-view-line");
  line.hidden = !drop;
  line.querySelector("button").textContent = dropWords ?? "";
  document.getElementById("drop-view").setAttribute("action", drop ?? "");
}

const exportUrl = () => document.querySelector("[data-export]").getAttribute("href").split("?")[0] + listQuery();

function fromForm() {
  const form = document.getElementById("list-form");
  const data = new FormData(form);
  for (const [name, value] of [...data.entries()]) if (!value) data.delete(name);
  return new URLSearchParams(data).toString();
}

// What is ticked in a filter that takes several values, in its closed line.
function tellPicked(pick) {
  const chosen = [...pick.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
  const line = pick.querySelector("[data-picked]");
  line.textContent = chosen.join(", ") || line.dataset.any;
}

export function begin() {
  const searchLater = later(220);
  const form = document.getElementById("list-form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    choose(fromForm());
    document.getElementById("m-filter").removeAttribute("open");
  });
  form.addEventListener("input", (event) => event.target.name === "text" && searchLater(() => choose(fromForm())));
  form.addEventListener("change", ({ target }) => {
    if (target.closest("[data-pick]")) tellPicked(target.closest("[data-pick]"));
    if (target.matches("select, [data-filter]")) choose(fromForm());
  });
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const onward = event.target.closest("[data-more]");
    if (onward) {
      event.preventDefault();
      more(onward);
    }
    const view = event.target.closest("#desk-rail [data-view], [data-everywhere]");
    if (view) {
      event.preventDefault();
      openView(view.getAttribute("href"));
    }
    const narrowing = event.target.closest("[data-narrowed]");
    if (narrowing) {
      event.preventDefault();
      widen(narrowing.getAttribute("href"));
    }
  });
  document.addEventListener("pointerover", (event) => {
    const link = event.target.closest?.(".row-link");
    if (link && !link.dataset.ahead) {
      link.dataset.ahead = "yes";
      setTimeout(() => {
        delete link.dataset.ahead;
        if (link.matches(":hover")) prefetch(link.dataset.open);
      }, 90);
    }
  });
  wrap().parentElement.addEventListener(
    "scroll",
    () => {
      const end = document.querySelector("[data-more]");
      if (end && end.getBoundingClientRect().top < innerHeight + 300) end.click();
    },
    true,
  );
}

// Whether a value has a box of its own to be ticked.
const isOffered = (form, name, value) =>
  [...form.querySelectorAll(`[type=checkbox][name="${CSS.escape(name)}"]`)].some((box) => box.value === value);

// One filter less, or none: the focus goes to what is left of them, else to where they are chosen.
async function widen(href) {
  await openView(href);
  (document.querySelector("[data-narrowed]") ?? document.querySelector("#m-filter > summary")).focus();
}

export function openView(href, { push = true } = {}) {
  const query = new URL(href, location.href).searchParams;
  const form = document.getElementById("list-form");
  form.reset();
  for (const field of form.querySelectorAll("select, input[type=search], [data-filter]")) {
    if (field.type === "checkbox") field.checked = query.getAll(field.name).includes(field.value);
    else field.value = query.getAll(field.name).find((value) => !isOffered(form, field.name, value)) ?? "";
  }
  form.querySelectorAll("[data-pick]").forEach(tellPicked);
  form.querySelector("[name=view]").value = query.get("view") ?? "";
  return choose(query.toString(), { push });
}
