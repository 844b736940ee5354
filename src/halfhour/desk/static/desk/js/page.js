// What every part of the workspace shares: the places on the page, asking the server, telling a screen reader.

export const desk = () => document.getElementById("desk");
export const ticket = () => document.getElementById("ticket");
export const openNumber = () => ticket()?.dataset.number ?? "";
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

export async function ask(url, { method = "GET", body = null } = {}) {
  const headers = { "HX-Request": "true", "X-CSRFToken": token() };
  return fetch(url, { method, body, headers, credentials: "same-origin" });
}

export function parse(text) {
  return new DOMParser().parseFromString(text, "text/html");
}

export function say(words) {
  const place = document.getElementById("desk-live");
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = words));
}

// A sentence where what was done is told: above the ticket, or above the list.
export function tell(place, words, tone = "") {
  const notice = document.createElement("div");
  notice.className = tone ? `notice notice-${tone}` : "notice";
  if (tone === "error") notice.setAttribute("role", "alert");
  const line = document.createElement("p");
  line.textContent = words;
  notice.append(line);
  document.getElementById(place)?.replaceChildren(notice);
}

// Nothing came back: whoever asked is told, and what they typed stays where it is.
export const tellUnreached = (place) => tell(place, document.getElementById("desk-live").dataset.unreached, "error");

export function show(pane) {
  desk().dataset.pane = pane;
}

export const isTyping = (element) =>
  element?.closest?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]") != null;

export function later(wait) {
  let timer = 0;
  return (act) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
}
