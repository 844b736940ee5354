// The board looks again when it is told to, at most once a second; a part that somebody is using stays as it is.

import { parse } from "./page.js";
import { listen } from "./socket.js";

const AT_MOST_EVERY_MS = 1000;
const place = document.getElementById("board");
let lookedAt = 0;
let timer = 0;
let asked = 0;

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(150, lookedAt + AT_MOST_EVERY_MS - Date.now()));
}

async function look() {
  lookedAt = Date.now();
  const mine = ++asked;
  const response = await fetch(place.dataset.url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!response?.ok || mine !== asked) return;
  for (const part of parse(await response.text()).querySelectorAll("[data-part]")) {
    const here = document.getElementById(part.id);
    if (!here || here.contains(document.activeElement) || here.innerHTML === part.innerHTML) continue;
    const opened = [...here.querySelectorAll("details[id][open]")].map(({ id }) => id);
    const scrolled = here.querySelector(".bd-list")?.scrollTop ?? 0;
    here.replaceChildren(...document.adoptNode(part).childNodes);
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    const list = here.querySelector(".bd-list");
    if (list) list.scrollTop = scrolled;
  }
}

listen({ address: place.dataset.socket, onMessage: ({ look: what }) => what === "again" && soon(), onLook: soon });
