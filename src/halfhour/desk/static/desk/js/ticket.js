// The ticket in the middle: opening it, and bringing it up to date without touching what is being written.

import { giveBack, keep } from "../../js/interrupted.js";
import { ask, desk, hasEnded, openNumber, parse, say, show, tellUnanswered, ticket } from "./page.js";

const KEPT_MS = 8000;
const fetched = new Map(); // number -> {at, answer}: what was fetched ahead
let opening = 0;

const urlOf = (number) => `${desk().dataset.base}${number}/`;

export function prefetch(number) {
  const known = fetched.get(number);
  if (known && Date.now() - known.at < KEPT_MS) return known.answer;
  const answer = ask(urlOf(number)).then((response) => (response.ok ? response.text() : null));
  fetched.set(number, { at: Date.now(), answer });
  answer.catch(() => fetched.delete(number));
  if (fetched.size > 30) fetched.delete(fetched.keys().next().value);
  return answer;
}

export const forget = (number) => fetched.delete(String(number));
export const forgetAll = () => fetched.clear();

export async function open(number, { push = true, focus = true } = {}) {
  const mine = ++opening;
  document.body.dispatchEvent(new CustomEvent("ticket-leaving"));
  markOnly(number);
  const coming = prefetch(String(number));
  const text = await coming.catch(() => undefined);
  if (mine !== opening) return false;
  if (text === undefined) {
    markOnly(openNumber());
    tellUnanswered("list-said");
    return false;
  }
  if (text === null) {
    location.assign(urlOf(number));
    return false;
  }
  const hasChanged = fetched.get(String(number))?.answer !== coming; // it was told while its page was on the way
  fetched.delete(String(number));
  const fresh = parse(text);
  ticket().replaceWith(document.adoptNode(fresh.getElementById("ticket")));
  document.getElementById("beside").replaceWith(document.adoptNode(fresh.getElementById("beside")));
  if (push) history.pushState({ number }, "", urlOf(number) + listQuery());
  document.title = `${ticket().dataset.title} · Halfhour`;
  show("ticket");
  arrived();
  if (focus) ticket().focus({ preventScroll: true });
  if (hasChanged) refresh();
  return true;
}

function markOnly(number) {
  document.querySelectorAll(".row-link.is-open").forEach((link) => mark(link, false));
  if (number) document.querySelectorAll(`.row[data-number="${number}"] .row-link`).forEach((link) => mark(link, true));
}

function mark(link, isOpen) {
  link.classList.toggle("is-open", isOpen);
  if (isOpen) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

export const listQuery = () => {
  const query = document.getElementById("rows-wrap")?.dataset.query;
  return query ? `?${query}` : "";
};

// The list alone, as its address says: keys go on from the row that was open.
export function putAway() {
  const number = openNumber();
  if (!number) return show("list");
  opening += 1;
  const none = document.getElementById("none-open");
  document.title = `${none.dataset.title} · Halfhour`;
  document.body.dispatchEvent(new CustomEvent("ticket-leaving"));
  for (const part of none.content.cloneNode(true).querySelectorAll("[id]")) document.getElementById(part.id)?.replaceWith(part);
  show("list");
  markOnly("");
  const row = document.querySelector(`.row[data-number="${number}"] .row-link`);
  document.querySelectorAll(".row-link.was-current").forEach((link) => link.classList.toggle("was-current", link === row));
  row?.classList.add("was-current");
  (row ?? document.querySelector("#rows .row-link"))?.focus();
}

export function close() {
  putAway();
  history.pushState({}, "", desk().dataset.base + listQuery());
}

// A ticket has come onto the page: its last words in sight, its parts asked for.
export function arrived() {
  for (const place of [document.getElementById("t-thread"), ticket()]) if (place) place.scrollTop = place.scrollHeight;
  loadParts().then(giveBack);
  document.body.dispatchEvent(new CustomEvent("ticket-opened"));
}

const coming = new WeakMap(); // by part, what is on its way to it

export async function loadParts() {
  const shown = [...document.querySelectorAll("[data-lazy]")].filter((part) => !part.closest("details:not([open])"));
  for (const part of shown) if (part.dataset.loaded !== part.dataset.lazyKey) coming.set(part, loadPart(part));
  await Promise.all(shown.map((part) => coming.get(part)));
}

async function loadPart(part) {
  const key = part.dataset.lazyKey;
  part.dataset.loaded = key;
  const response = await ask(part.dataset.lazy).catch(() => null);
  if (!part.isConnected || part.dataset.loaded !== key) return;
  if (response?.ok) part.innerHTML = await response.text();
  else delete part.dataset.loaded;
}

export async function refresh() {
  const number = openNumber();
  if (!number) return;
  const response = await ask(urlOf(number)).catch(() => null);
  if (!response?.ok || openNumber() !== number) return;
  merge(await response.text(), { quiet: true });
}

// Put what is new into the page. A part that somebody is in the middle of using stays as it is.
export function merge(text, { quiet = false } = {}) {
  const fresh = parse(text);
  const theirs = fresh.getElementById("ticket");
  const mine = ticket();
  if (!theirs || theirs.dataset.number !== mine.dataset.number) return;
  if (Number(theirs.dataset.revision) < Number(mine.dataset.revision)) return;
  mine.dataset.revision = theirs.dataset.revision;
  mine.dataset.title = theirs.dataset.title;
  mergeSeen(fresh);
  for (const part of fresh.querySelectorAll("[data-part]")) mergePart(part, quiet);
  mergeMessages(fresh.getElementById("t-messages"), quiet);
  mergeFiles(fresh);
  for (const part of fresh.querySelectorAll("[data-lazy]")) {
    const here = document.querySelector(`[data-lazy="${CSS.escape(part.dataset.lazy)}"]`);
    if (here) here.dataset.lazyKey = part.dataset.lazyKey;
  }
  loadParts();
}

function mergePart(part, quiet) {
  const here = document.getElementById(part.id);
  if (!here) return;
  if (quiet && part.hasAttribute("data-transient")) return;
  const isInUse = here.contains(document.activeElement) || here.querySelector("details[open]");
  if ((quiet && isInUse) || isBeingTyped(here)) {
    here.dataset.stale = "yes";
    return;
  }
  if (here.innerHTML === part.innerHTML) return;
  const focused = here.contains(document.activeElement) ? document.activeElement.id : "";
  const looking = here.querySelector("[data-looking]")?.innerHTML;
  here.replaceChildren(...document.adoptNode(part).childNodes);
  if (looking !== undefined) here.querySelector("[data-looking]").innerHTML = looking;
  if (focused) document.getElementById(focused)?.focus();
}

// Whoever types or steps on while an answer comes would lose the field under their fingers.
function isBeingTyped(here) {
  const field = document.activeElement;
  if (!here.contains(field)) return false;
  return field.matches("[data-moved]") || (field.matches("input[list], input[type=text]") && field.value !== field.defaultValue);
}

function mergeMessages(fresh, quiet) {
  const list = document.getElementById("t-messages");
  const thread = document.getElementById("t-thread");
  if (!fresh || !list) return;
  const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  const wanted = new Set([...fresh.children].map((item) => item.id));
  for (const item of [...list.children]) if (!wanted.has(item.id)) item.remove();
  let before = null;
  let newest = null;
  for (const item of [...fresh.children]) {
    const known = document.getElementById(item.id);
    if (!known) {
      item.classList.add("is-new");
      list.insertBefore(document.adoptNode(item), before ? before.nextSibling : list.firstChild);
      newest = item;
      if (quiet) document.body.dispatchEvent(new CustomEvent("message-came", { detail: item }));
    } else {
      const [told, tells] = [known, item].map((each) => each.querySelector(".m-undelivered"));
      if (tells && !told) known.append(tells);
      if (told && !tells) told.remove();
    }
    before = document.getElementById(item.id);
  }
  if (newest && atEnd) thread.scrollTop = thread.scrollHeight;
  if (newest && quiet) {
    const who = newest.querySelector(".m-head b")?.textContent ?? "";
    say(document.getElementById("desk-live").dataset.newMessage.replace("{who}", who));
  }
}

// Whoever writes has read what stood there when they began, and what a refusal told them of.
function mergeSeen(fresh) {
  const [here, theirs] = [document.getElementById("reply-seen"), fresh.getElementById("reply-seen")];
  const isTold = fresh.querySelector("[data-send-anyway]") !== null;
  const isWriting = document.getElementById("reply-text")?.value.trim();
  if (here && theirs && (isTold || !isWriting)) here.value = theirs.value;
}

function mergeFiles(fresh) {
  for (const list of fresh.querySelectorAll("[data-files]")) {
    const here = document.querySelector(`[data-files="${list.dataset.files}"]`);
    if (here && here.innerHTML !== list.innerHTML) here.innerHTML = list.innerHTML;
  }
}

// What was typed is not lost by a refusal, although the part of the page it stood in is new.
function typedIn(form) {
  const fields = form.matches(".menu-form") ? "input, textarea, select" : "input, textarea";
  return [...form.elements]
    .filter((field) => field.name && field.matches(fields) && !["hidden", "checkbox", "radio", "file"].includes(field.type))
    .map((field) => [field.name, field.value]);
}

function putBack(form, typed) {
  const isSame = (each) =>
    each.getAttribute("action") === form.getAttribute("action") && typed.every(([name]) => each.elements.namedItem(name));
  const here = form.isConnected ? form : [...document.querySelectorAll("#ticket form, #beside form")].find(isSame);
  if (!here || !typed.length) return;
  for (const [name, value] of typed) here.elements.namedItem(name).value = value;
  here.closest("details.menu")?.querySelector("summary").focus({ preventScroll: true });
}

// Forms of the ticket are sent without leaving the page; what comes back is the ticket as it is then.
export async function send(form, submitter = null, elsewhere = null) {
  const data = new FormData(form, submitter);
  const url = elsewhere ?? submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  for (const id of ["t-revision", "t-last-event"]) {
    const field = document.getElementById(id);
    if (field && !data.has(field.name)) data.set(field.name, field.value);
  }
  const number = openNumber();
  const typed = typedIn(form);
  const buttons = [...form.querySelectorAll("button")].filter((button) => !button.disabled);
  buttons.forEach((button) => (button.disabled = true));
  const response = await ask(url, { method: "POST", body: data }).catch(() => null);
  buttons.forEach((button) => (button.disabled = false));
  if (!response || hasEnded(response)) {
    if (hasEnded(response) && !form.matches("#t-composer form, [data-on-change]")) keep(form, { isInterrupted: true });
    if (openNumber() === number) tellUnanswered("t-said", response);
    return response;
  }
  if (![200, 409, 422].includes(response.status)) {
    location.reload();
    return response;
  }
  const goes = response.headers.get("X-Desk-Open");
  if (goes) {
    form.reset();
    forget(goes);
    forget(number);
    document.body.dispatchEvent(new CustomEvent("ticket-changed"));
    await open(goes);
    const said = document.getElementById("t-said");
    if (said) said.innerHTML = await response.text();
    return response;
  }
  form.closest("details.menu")?.removeAttribute("open");
  const text = await response.text();
  if (openNumber() === number) {
    merge(text);
    if (!response.ok) {
      putBack(form, typed);
      show("ticket"); // where it is said; on a narrow page the facts hide it
    }
    document.querySelector("#t-said [data-confirm] button")?.focus({ preventScroll: true }); // a question is answered next
  }
  if (response.ok && form.matches(".b-add")) form.reset();
  forget(number);
  document.body.dispatchEvent(new CustomEvent("ticket-changed"));
  return response;
}
