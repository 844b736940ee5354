// What every part of the workspace shares: the places on the page, asking the server, telling a screen reader.

export const desk = () => document.getElementById("desk");
export const ticket = () => document.getElementById("ticket");
export const openNumber = () => ticket()?.dataset.number ?? "";
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

const ENDED = 401;
export const hasEnded = (response) => response?.status === ENDED;

// Where the session has ended, or another was begun since, the page to log in is nobody's answer.
export async function ask(url, { method = "GET", body = null, accept = "*/*" } = {}) {
  const headers = { "HX-Request": "true", "X-CSRFToken": token(), Accept: accept };
  const response = await fetch(url, { method, body, headers, credentials: "same-origin" });
  const isLogin = response.redirected && new URL(response.url).pathname === desk()?.dataset.login;
  return isLogin || response.headers.has("X-Session-Ended") ? new Response(null, { status: ENDED }) : response;
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

// Nothing came back, or only that the session has ended: whoever asked is told, and what they typed stays where it is.
export function tellUnanswered(place, response = null) {
  const words = document.getElementById("desk-live").dataset;
  tell(place, hasEnded(response) ? words.ended : words.unreached, "error");
  if (hasEnded(response)) document.querySelector(`#${place} .notice`).append(loginLink("btn btn-sm"));
}

export function loginLink(look = "") {
  const link = document.createElement("a");
  link.className = look;
  link.href = `${desk().dataset.login}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = document.getElementById("desk-live").dataset.login;
  return link;
}

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
