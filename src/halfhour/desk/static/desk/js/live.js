// What the workspace does when it is told to look again, and what it tells of itself: who looks, who writes.

import { typing } from "./composer.js";
import { countSoon, refreshSoon } from "./list.js";
import { ask, desk, later, openNumber, say, ticket } from "./page.js";
import { listen } from "./socket.js";
import { forget, forgetAll, refresh } from "./ticket.js";

const TELL_EVERY_MS = 15000;
const ACTIVE_FOR_MS = 60000;
const TYPING_FOR_MS = 6000;
let actedAt = Date.now();
let toldTyping = false;
let toldNumber = "";
const refreshTicketSoon = later(120);
const tellSoon = later(250);

const words = () => document.getElementById("desk-live").dataset;

function heard(message) {
  if (message.look === "who") {
    if (String(message.ticket) === openNumber()) tellSoon(tell);
    return;
  }
  if (message.ticket === null) {
    refreshSoon();
    countSoon();
    document.body.dispatchEvent(new CustomEvent("desk-look"));
    return;
  }
  const number = String(message.ticket);
  forget(number);
  if (number === openNumber() && (message.revision === null || Number(message.revision) > Number(ticket().dataset.revision))) {
    refreshTicketSoon(refresh);
  }
  const row = document.querySelector(`.row[data-number="${number}"]`);
  if (row && Number(row.dataset.revision) >= Number(message.revision)) return;
  refreshSoon();
  countSoon();
  document.body.dispatchEvent(new CustomEvent("desk-look"));
}

function lookAtAll() {
  forgetAll();
  refreshSoon();
  countSoon();
  if (openNumber()) refreshTicketSoon(refresh);
  document.body.dispatchEvent(new CustomEvent("desk-look"));
}

const isWriting = () => Date.now() - typing.at < TYPING_FOR_MS;

// Softly: that a ticket is open here, and whether something is being written. It stops nobody.
async function tell() {
  const number = openNumber();
  if (toldNumber && toldNumber !== number) leave(toldNumber);
  toldNumber = number;
  if (document.visibilityState !== "visible") return;
  if (!number) {
    ask(`${desk().dataset.base}here/`, { method: "POST" }).catch(() => {});
    return;
  }
  const body = new URLSearchParams();
  toldTyping = isWriting();
  if (toldTyping) body.set("typing", "yes");
  if (Date.now() - actedAt < ACTIVE_FOR_MS) body.set("active", "yes");
  const response = await ask(`${desk().dataset.base}${number}/looking/`, { method: "POST", body }).catch(() => null);
  if (!response?.ok || openNumber() !== number) return;
  if (response.headers.has("X-Notices-Read")) document.body.dispatchEvent(new CustomEvent("desk-look")); // the bell too
  const text = await response.text();
  const place = document.querySelector("[data-looking]");
  if (place && place.innerHTML.trim() !== text.trim()) place.innerHTML = text;
}

function leave(number) {
  const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
  const body = new URLSearchParams({ left: "yes" });
  fetch(`${desk().dataset.base}${number}/looking/`, { method: "POST", headers, body, keepalive: true }).catch(() => {});
}

export function begin() {
  listen({
    address: desk().dataset.socket,
    onMessage: heard,
    onLook: lookAtAll,
    onLost: () => say(words().lost),
    onBack: () => say(words().connected),
  });
  for (const kind of ["pointerdown", "keydown", "wheel"]) {
    document.addEventListener(kind, () => (actedAt = Date.now()), { passive: true });
  }
  for (const kind of ["ticket-opened", "ticket-leaving"]) document.body.addEventListener(kind, () => tellSoon(tell));
  document.body.addEventListener("typing", () => isWriting() !== toldTyping && tellSoon(tell));
  setInterval(() => {
    if (toldTyping && !isWriting()) tell();
  }, 3000);
  setInterval(tell, TELL_EVERY_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tell());
  window.addEventListener("pagehide", () => toldNumber && leave(toldNumber));
  tell();
}
