// The workspace, put together: list, ticket, writing, keys, command bar, live updates.

import * as bar from "./bar.js";
import * as bulk from "./bulk.js";
import "./callers.js";
import * as composer from "./composer.js";
import * as fields from "./fields.js";
import * as keys from "./keys.js";
import * as list from "./list.js";
import * as live from "./live.js";
import { desk, openNumber, show } from "./page.js";
import * as pushed from "./pushed.js";
import * as tags from "./tags.js";
import { arrived, close, loadParts, open, putAway, refresh, send } from "./ticket.js";

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest("[data-open]");
  if (link) {
    event.preventDefault();
    open(link.dataset.open);
  }
  if (event.target.closest("[data-back]")) {
    event.preventDefault();
    close();
  }
  const off = event.target.closest("[data-split]");
  if (off) {
    event.stopPropagation();
    keys.splitOff(off.dataset.split);
    return;
  }
  const pane = event.target.closest("[data-show-pane]");
  if (pane) {
    show(pane.dataset.showPane);
    loadParts();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Forms in the ticket and beside it stay on the page; what writes has its own way.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.matches("[data-next]")) {
    event.preventDefault();
    keys.run("next");
    return;
  }
  if (form.method !== "post" || !form.closest("#ticket, #beside")) return;
  event.preventDefault();
  if (form.closest("#t-composer") && form.dataset.kind && !event.submitter?.hasAttribute("formaction")) {
    composer.sendNow(form, event.submitter);
  } else send(form, event.submitter);
});
// A part that was in use while something changed is brought up to date once it is left.
const catchUp = (element) => {
  const part = element.closest?.("[data-stale]");
  if (!part) return;
  delete part.dataset.stale;
  setTimeout(refresh, 60);
};
document.addEventListener("focusout", (event) => catchUp(event.target));
// A menu that would lie over what stands beside the ticket is moved back over the ticket.
const keepWithin = (menu) => {
  const body = menu.matches("#ticket .menu") && menu.querySelector(".menu-body");
  if (!body) return;
  body.style.marginLeft = "";
  const over = body.getBoundingClientRect().right - document.getElementById("ticket").getBoundingClientRect().right + 8;
  if (over > 0 && getComputedStyle(body).position === "absolute") body.style.marginLeft = `${-over}px`;
};
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.open) return catchUp(event.target);
    keepWithin(event.target);
    event.target.querySelector(":scope > .menu-body > [type=search]")?.focus();
    loadParts();
  },
  true,
);
document.body.addEventListener("ticket-changed", () => {
  list.refreshSoon();
  list.countSoon();
});

window.addEventListener("popstate", () => {
  const number = /\/desk\/(\d+)\/$/.exec(location.pathname)?.[1];
  if (number && number !== openNumber()) open(number, { push: false });
  else if (!number) putAway();
  else show("ticket");
  if (location.search.slice(1) !== document.getElementById("rows-wrap").dataset.query) list.openView(location.href, { push: false });
});

if (desk()) {
  composer.begin();
  fields.begin();
  tags.begin();
  list.begin();
  bar.begin({ run: keys.run, offers: keys.offers, openView: list.openView });
  keys.begin();
  bulk.begin();
  pushed.begin();
  live.begin();
  if (openNumber()) arrived();
}
