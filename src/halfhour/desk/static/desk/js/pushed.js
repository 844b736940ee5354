// What routing has just given to this person: said at once, with a sign in the tab until it is opened.

import { ask, later, openNumber, parse } from "./page.js";
import { open } from "./ticket.js";

const lookSoon = later(250);
const SIGN = /^\(\d+\) /;
const place = () => document.getElementById("pushed");
const given = () => [...(place()?.querySelectorAll("[data-pushed]") ?? [])];

function sign() {
  const plain = document.title.replace(SIGN, "");
  const title = given().length ? `(${given().length}) ${plain}` : plain;
  if (document.title !== title) document.title = title;
}

// Only what is new is put onto the page, so that nothing is read out twice and no focus is lost.
async function look() {
  const response = await ask(place().dataset.url).catch(() => null);
  if (!response?.ok) return;
  const fresh = [...parse(await response.text()).querySelectorAll("[data-pushed]")];
  const wanted = new Map(fresh.map((each) => [each.dataset.pushed, each]));
  wanted.delete(openNumber());
  for (const each of given()) if (!wanted.delete(each.dataset.pushed)) each.remove();
  place().append(...wanted.values());
  sign();
}

function opened() {
  for (const each of given()) if (each.dataset.pushed === openNumber()) each.remove();
  sign();
}

async function notNow(form) {
  form.querySelector("button").disabled = true;
  await ask(form.getAttribute("action"), { method: "POST" }).catch(() => null);
  await look();
}

export const openFirst = () => given().length && open(given()[0].dataset.pushed);

export function begin() {
  if (!place()) return;
  document.body.addEventListener("desk-look", () => lookSoon(look));
  for (const kind of ["ticket-opened", "ticket-leaving"]) document.body.addEventListener(kind, opened);
  place().addEventListener("submit", (event) => {
    event.preventDefault();
    notNow(event.target);
  });
  look();
}
