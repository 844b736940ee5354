// Writing: reply and note apart, drafts kept on the server as they are typed, names offered after an @.

import * as canned from "./canned.js";
import * as files from "./files.js";
import { joined } from "./joined.js";
import * as mentions from "./mentions.js";
import { ask, hasEnded, later, loginLink, openNumber, say, tell, ticket } from "./page.js";
import { send } from "./ticket.js";
import * as unsent from "./unsent.js";

const KEEP_AFTER_MS = 900;
const keepLater = { reply: later(KEEP_AFTER_MS), note: later(KEEP_AFTER_MS) };
const kept = new Map(); // "number kind" -> what the server has
const base = new Map(); // "number kind" -> the text of it
const seen = new Map(); // "number kind" -> the stamps it may have: what the server has answered, and what is on its way
const saving = new Map(); // "number kind" -> until the server has answered
const trying = new Map(); // "number kind" -> {text, stamp, isOnItsWay}: not known to have been sent
const newest = new Map(); // "number kind" -> the draft that is to be kept: an older one is kept no more
let inHand = null; // {url, by, kind, text, number}: typed, and not yet kept
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
    putBack(field, kind);
    field.setSelectionRange(field.value.length, field.value.length);
  }
  if (area("note")?.value && !area("reply")?.value) choose("note", { focus: false });
}

// What could be neither kept nor sent when it was typed in this tab goes on here, with what the server has.
function putBack(field, kind) {
  const words = unsent.remembered(begun(kind, ""));
  if (!words) return;
  const both = joined(field.value, words.text, words.from);
  if (both !== field.value) tell("t-said", composer().querySelector("[data-kept]").dataset.wordsBack);
  field.value = both;
  inHand = begun(kind, both);
  keep(inHand);
}

function typed(field) {
  const kind = field.closest("form").dataset.kind;
  typing.at = field.value ? Date.now() : 0;
  inHand = begun(kind, field.value);
  const place = composer().querySelector("[data-kept]");
  if (!place.classList.contains("is-bad")) place.textContent = "";
  const mine = inHand;
  keepLater[kind](() => keep(mine));
  document.body.dispatchEvent(new CustomEvent("typing"));
}

function begun(kind, text) {
  const { draftUrl, by } = composer().dataset;
  return { url: draftUrl, by, kind, text, number: openNumber(), stamp: newStamp(), ...beside(kind) };
}

// Whoever leaves the field writes no more, and others see that at once.
function stopped() {
  if (!typing.at) return;
  typing.at = 0;
  document.body.dispatchEvent(new CustomEvent("typing"));
}

function tellKept(draft, words) {
  const place = composer()?.querySelector("[data-kept]");
  if (!place || openNumber() !== draft.number) return;
  const isLost = words !== "words";
  if (isLost && place.dataset.told !== words) say(place.dataset[words]);
  place.dataset.told = words;
  place.classList.toggle("is-bad", isLost);
  place.textContent = draft.text || isLost ? place.dataset[words] : "";
  if (words === "wordsEnded") place.append(" ", loginLink());
}

// One after the other, so that the server is told what it has.
function keep(draft) {
  const key = keyOf(draft);
  newest.set(key, draft);
  unsent.remember(draft, base.get(key) ?? "");
  const turn = (saving.get(key) ?? Promise.resolve()).then(() => keepNewest(draft));
  saving.set(key, turn);
  return turn;
}

async function keepNewest(draft) {
  const key = keyOf(draft);
  if (newest.get(key) !== draft) return;
  if (kept.get(key) === whole(draft)) {
    unsent.forget(draft);
    return;
  }
  const response = await ask(draft.url, { method: "POST", body: sent(draft) }).catch(() => null);
  if (response?.ok && seen.get(key).has(draft.stamp)) {
    kept.set(key, whole(draft));
    base.set(key, draft.text);
    seen.set(key, new Set([draft.stamp]));
  }
  if (newest.get(key) !== draft) return; // it was sent meanwhile, or typed on
  if (response?.ok) {
    unsent.forget(draft);
    if (inHand === draft) inHand = null;
    tellKept(draft, "words");
  } else if (response?.status === 409) {
    await answered(draft, response);
  } else if (hasEnded(response)) {
    tellKept(draft, "wordsEnded");
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

// What the same person wrote in another window stays, and is shown to them with what is typed here. Where they sent it there, what is typed here goes on.
function join(draft, theirs, stamp) {
  const key = keyOf(draft);
  const from = base.get(key) ?? "";
  const field = openNumber() === draft.number ? area(draft.kind) : null;
  const mine = field ? field.value : draft.text;
  const both = joined(theirs, mine, from);
  if (field && field.value !== both) {
    const [before, after] = [mine.slice(0, field.selectionEnd), mine.slice(field.selectionEnd)];
    const caret = both.endsWith(after) && !both.startsWith(before) ? both.length - after.length : before.length;
    field.value = both;
    field.setSelectionRange(caret, caret);
    tell("t-said", composer().querySelector("[data-kept]").dataset.wordsJoined, "warning");
  }
  base.set(key, theirs);
  seen.set(key, new Set([stamp]));
  kept.delete(key);
  const joint = { ...draft, text: both, stamp: newStamp() };
  inHand = field ? joint : null;
  keep(joint);
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
  if (trying.get(key)?.isOnItsWay) return;
  keepLater[kind](() => {});
  inHand = null;
  newest.delete(key);
  const draft = begun(kind, area(kind).value);
  const { text } = draft;
  const macro = kind === "reply" ? canned.macroAddress() : null;
  const stamp = stampOf(key, text);
  form.elements.namedItem("draft_seen").value = [...seen.get(key)].join(" ");
  form.elements.namedItem("draft_stamp").value = stamp;
  seen.get(key).add(stamp);
  const response = await send(form, submitter, macro).catch(() => null);
  if (response) trying.delete(key);
  else trying.get(key).isOnItsWay = false;
  if (response?.ok) {
    if (kind === "reply") canned.forgetMacro();
    unsent.forget(draft);
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
    keep(draft);
  }
}

// The same text that is tried again, because its answer was lost, is the same message.
function stampOf(key, text) {
  const before = trying.get(key);
  const stamp = before?.text === text ? before.stamp : newStamp();
  trying.set(key, { text, stamp, isOnItsWay: true });
  return stamp;
}

// The very words come as a message: they were sent in another window, and are not sent once more from here.
function cameBack({ detail: message }) {
  const kind = message.classList.contains("m-reply") ? "reply" : "note";
  const key = `${openNumber()} ${kind}`;
  const words = (text) => text.replace(/\s+/g, " ").trim();
  const field = area(kind);
  if (!field?.value || trying.get(key)?.isOnItsWay) return;
  if (words(message.querySelector(".m-text").textContent) !== words(field.value)) return;
  field.value = "";
  if (kind === "reply") canned.forgetMacro();
  inHand = null;
  newest.delete(key);
  kept.delete(key);
  base.set(key, "");
  composer().querySelector("[data-kept]").textContent = "";
}

function toTheEnd() {
  const thread = document.getElementById("t-thread");
  thread.scrollTop = thread.scrollHeight;
}

export function begin() {
  canned.begin({
    onText: (field) => {
      choose("reply");
      typed(field);
    },
  });
  files.begin();
  mentions.begin({ onText: typed });
  document.body.addEventListener("message-came", cameBack);
  document.body.addEventListener("ticket-leaving", rememberDrafts);
  document.body.addEventListener("ticket-opened", restoreComposer);
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("#t-composer [role=tab]");
    if (tab) choose(tab.dataset.tab);
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("#t-composer textarea")) return;
    if (event.target.id === "reply-text" && !event.target.value.trim()) canned.forgetMacro(); // taken out again
    typed(event.target);
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "reply-then" && area("reply").value) typed(area("reply"));
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("#t-composer textarea")) stopped();
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (mentions.nameKey(event)) return;
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
    unsent.remember(inHand, base.get(keyOf(inHand)) ?? "");
    const body = sent(inHand);
    const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
    fetch(inHand.url, { method: "POST", body, headers, keepalive: true });
  });
}
