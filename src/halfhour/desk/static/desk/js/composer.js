// Writing: reply and note apart, drafts kept on the server as they are typed, names offered after an @.

import * as canned from "./canned.js";
import { ask, later, openNumber, say, ticket } from "./page.js";
import { send } from "./ticket.js";

const KEEP_AFTER_MS = 900;
const keepLater = { reply: later(KEEP_AFTER_MS), note: later(KEEP_AFTER_MS) };
const kept = new Map(); // "number kind" -> what the server has
const base = new Map(); // "number kind" -> the text of it
const seen = new Map(); // "number kind" -> the stamps it may have: what the server has answered, and what is on its way
const saving = new Map(); // "number kind" -> until the server has answered
const newest = new Map(); // "number kind" -> the draft that is to be kept: an older one is kept no more
let inHand = null; // {url, kind, text, number}: typed, and not yet kept
export const typing = { at: 0 };

const composer = () => document.getElementById("t-composer");
const area = (kind) => document.getElementById(`${kind}-text`);

export function choose(kind, { focus = true } = {}) {
  const place = composer();
  if (!place?.querySelector("form") || !area(kind)) return;
  for (const tab of place.querySelectorAll("[role=tab]")) {
    const is = tab.dataset.tab === kind;
    tab.setAttribute("aria-selected", String(is));
    tab.tabIndex = is ? 0 : -1;
    document.getElementById(`panel-${tab.dataset.tab}`).hidden = !is;
  }
  if (focus) area(kind).focus();
}

const beside = (kind) => (kind === "reply" ? canned.comesWith() : { macro: "", then: "" });
const whole = ({ text, macro, then }) => JSON.stringify([text, macro, then]);
const keyOf = ({ number, kind }) => `${number} ${kind}`;
const newStamp = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
// To be sent once: from now on the draft may be known by this one's stamp.
const sent = (draft) => {
  const { kind, text, macro, then, stamp } = draft;
  const stamps = seen.get(keyOf(draft)) ?? new Set([""]);
  const body = new URLSearchParams({ kind, text, macro, then, draft_seen: [...stamps].join(" "), draft_stamp: stamp });
  seen.set(keyOf(draft), new Set([...stamps, stamp]));
  return body;
};

// A ticket was opened: what was begun goes on at its end, a note is shown where no reply was.
function restoreComposer() {
  inHand = null;
  typing.at = 0;
  for (const kind of ["reply", "note"]) {
    const field = area(kind);
    if (!field) continue;
    kept.set(`${openNumber()} ${kind}`, whole({ text: field.value, ...beside(kind) }));
    base.set(`${openNumber()} ${kind}`, field.value);
    seen.set(`${openNumber()} ${kind}`, new Set([field.form.elements.namedItem("draft_seen").value]));
    field.setSelectionRange(field.value.length, field.value.length);
  }
  if (area("note")?.value && !area("reply")?.value) choose("note", { focus: false });
}

function typed(field) {
  const kind = field.closest("form").dataset.kind;
  typing.at = field.value ? Date.now() : 0;
  inHand = begun(kind, field.value);
  composer().querySelector("[data-kept]").textContent = "";
  const mine = inHand;
  keepLater[kind](() => keep(mine));
  document.body.dispatchEvent(new CustomEvent("typing"));
}

const begun = (kind, text) => ({ url: composer().dataset.draftUrl, kind, text, number: openNumber(), stamp: newStamp(), ...beside(kind) });

// Whoever leaves the field writes no more, and others see that at once.
function stopped() {
  if (!typing.at) return;
  typing.at = 0;
  document.body.dispatchEvent(new CustomEvent("typing"));
}

function tellKept(draft, words) {
  const place = composer()?.querySelector("[data-kept]");
  if (!place || openNumber() !== draft.number) return;
  const isLost = words === "wordsLost";
  if (isLost && !place.classList.contains("is-bad")) say(place.dataset.wordsLost);
  place.classList.toggle("is-bad", isLost);
  place.textContent = draft.text || isLost ? place.dataset[words] : "";
}

// One after the other, so that the server is told what it has.
function keep(draft) {
  const key = keyOf(draft);
  newest.set(key, draft);
  const turn = (saving.get(key) ?? Promise.resolve()).then(() => keepNewest(draft));
  saving.set(key, turn);
  return turn;
}

async function keepNewest(draft) {
  const key = keyOf(draft);
  if (newest.get(key) !== draft || kept.get(key) === whole(draft)) return;
  const response = await ask(draft.url, { method: "POST", body: sent(draft) }).catch(() => null);
  if (response?.ok && seen.get(key).has(draft.stamp)) {
    kept.set(key, whole(draft));
    base.set(key, draft.text);
    seen.set(key, new Set([draft.stamp]));
  }
  if (newest.get(key) !== draft) return; // it was sent meanwhile, or typed on
  if (response?.ok) {
    if (inHand === draft) inHand = null;
    tellKept(draft, "words");
  } else if (response?.status === 409) {
    await answered(draft, response);
  } else {
    if (inHand === draft) tellKept(draft, "wordsLost");
    setTimeout(() => newest.get(key) === draft && keep(draft), 5000);
  }
}

async function answered(draft, response) {
  const { text = null, stamp = "", said = "" } = await response.json().catch(() => ({}));
  if (text === null) say(said);
  else join(draft, text, stamp);
}

// What the same person wrote in another window stays: this window's text takes the place of what it began from,
// or stands behind it. Where they sent it there, what is typed here goes on.
function join(draft, theirs, stamp) {
  const key = keyOf(draft);
  const from = base.get(key) ?? "";
  const field = openNumber() === draft.number ? area(draft.kind) : null;
  const mine = field ? field.value : draft.text;
  const both = joined(theirs, mine, from);
  if (field && field.value !== both) {
    field.value = both;
    field.setSelectionRange(both.length, both.length);
    say(composer().querySelector("[data-kept]").dataset.wordsJoined);
  }
  base.set(key, theirs);
  seen.set(key, new Set([stamp]));
  kept.delete(key);
  const joint = { ...draft, text: both, stamp: newStamp() };
  inHand = field ? joint : null;
  keep(joint);
}

function joined(theirs, mine, from) {
  if (!theirs || theirs === mine || theirs === from) return mine;
  if (from && theirs.startsWith(from)) return mine + theirs.slice(from.length);
  if (from && theirs.endsWith(from)) return theirs.slice(0, -from.length) + mine;
  return mine ? `${theirs}\n\n${mine}` : theirs;
}

// Leaving a ticket keeps at once what was typed last.
function rememberDrafts() {
  if (inHand) keep(inHand);
  inHand = null;
}

export async function sendNow(form, submitter = null) {
  const { kind } = form.dataset;
  const number = openNumber();
  const key = `${number} ${kind}`;
  keepLater[kind](() => {});
  inHand = null;
  newest.delete(key);
  const text = area(kind).value;
  const macro = kind === "reply" ? canned.macroAddress() : null;
  const stamp = newStamp();
  form.elements.namedItem("draft_seen").value = [...seen.get(key)].join(" ");
  form.elements.namedItem("draft_stamp").value = stamp;
  seen.get(key).add(stamp);
  const response = await send(form, submitter, macro).catch(() => null);
  if (response?.ok) {
    if (kind === "reply") canned.forgetMacro();
    kept.delete(key);
    base.set(key, "");
    seen.set(key, new Set([stamp]));
    if (openNumber() === number && area(kind).value === text) area(kind).value = "";
    composer().querySelector("[data-kept]").textContent = "";
    ticket().focus({ preventScroll: true });
    toTheEnd();
  } else {
    if (openNumber() === number) area(kind).focus();
    if (document.querySelector("#t-said [data-send-anyway]")) toTheEnd();
    keep({ ...begun(kind, text), number });
  }
}

function toTheEnd() {
  const thread = document.getElementById("t-thread");
  thread.scrollTop = thread.scrollHeight;
}

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

// Names after an @
let names = null; // {list, field, from}

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
  typed(field);
}

function closeNames() {
  names?.list.remove();
  names = null;
}

function nameKey(event) {
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

export function begin() {
  canned.begin({
    onText: (field) => {
      choose("reply");
      typed(field);
    },
  });
  document.body.addEventListener("ticket-leaving", rememberDrafts);
  document.body.addEventListener("ticket-opened", restoreComposer);
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("#t-composer [role=tab]");
    if (tab) choose(tab.dataset.tab);
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("#t-composer textarea")) return;
    typed(event.target);
    if (event.target.dataset.mentions) offerNames(event.target);
  });
  document.addEventListener("change", (event) => event.target.matches?.("[data-attach]") && attach(event.target));
  document.addEventListener("change", (event) => {
    if (event.target.id === "reply-then" && area("reply").value) typed(area("reply"));
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === names?.field) closeNames();
    if (event.target.matches?.("#t-composer textarea")) stopped();
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (nameKey(event)) return;
      const tab = event.target.closest?.("#t-composer [role=tab]");
      if (tab && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
        const other = tab.dataset.tab === "reply" ? "note" : "reply";
        choose(other, { focus: false });
        document.getElementById(`tab-${other}`)?.focus();
        event.preventDefault();
      }
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest?.("#t-composer form")) {
        event.preventDefault();
        sendNow(event.target.closest("form"));
      }
    },
    true,
  );
  window.addEventListener("pagehide", () => {
    if (!inHand) return;
    const body = sent(inHand);
    const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
    fetch(inHand.url, { method: "POST", body, headers, keepalive: true });
  });
}
