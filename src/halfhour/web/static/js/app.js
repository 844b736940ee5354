// What every page needs: the side bar on phones, questions before what cannot be undone, the browser's zone.

import "./interrupted.js";

function sideBar() {
  const toggle = document.querySelector("[data-side-toggle]");
  const side = document.getElementById("side");
  if (!toggle || !side) return;
  const show = (open) => {
    document.documentElement.classList.toggle("side-open", open);
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => show(toggle.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  document.addEventListener("click", (event) => {
    if (!side.contains(event.target) && !toggle.contains(event.target)) show(false);
  });
}

// A button or form with data-confirm="question?" asks before it acts.
function confirmations() {
  const dialog = document.getElementById("confirm");
  let agreed = null;
  document.addEventListener(
    "submit",
    (event) => {
      const asker = event.submitter?.dataset.confirm ? event.submitter : event.target;
      const question = asker.dataset.confirm;
      if (!question || agreed === event.submitter) {
        agreed = null;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      document.getElementById("confirm-question").textContent = question;
      const { target, submitter } = event;
      dialog.returnValue = "no";
      dialog.addEventListener(
        "close",
        () => {
          if (dialog.returnValue !== "yes") return;
          agreed = submitter;
          target.requestSubmit(submitter);
        },
        { once: true },
      );
      dialog.showModal();
    },
    true,
  );
}

// The browser's time zone, so that pages can show times in it without being asked. Whoever comes by a link from
// a mail comes for the first time: a page that says in which zone it is shown is shown once more in theirs.
function zoneCookie() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const cookie = `halfhour_zone=${encodeURIComponent(zone)}`;
  if (!zone || document.cookie.includes(cookie)) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookie}; path=/; max-age=31536000; SameSite=Lax${secure}`;
  const shown = document.querySelector("main[data-zone]")?.dataset.zone;
  if (shown && shown !== zone && document.cookie.includes(cookie)) location.reload();
}

// Leaving a form with changes asks first.
function unsavedChanges() {
  let changed = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) changed = true;
  });
  document.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
}

// A row of tabs that scrolls shows the tab the reader is at.
function tabInSight() {
  for (const row of document.querySelectorAll("[data-show-here]")) {
    const here = row.querySelector("[aria-current]");
    if (here) row.scrollLeft += here.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - here.clientWidth) / 2;
  }
}

// What was chosen in a field for files is named beside it, also where the browser brings it back with the page.
function chosenFiles() {
  const name = (input) => {
    const names = input.closest("[data-file]")?.querySelector("[data-file-names]");
    if (!names) return;
    const chosen = [...input.files].map((file) => file.name);
    names.textContent = chosen.join(", ") || names.dataset.none;
    names.classList.toggle("is-chosen", chosen.length > 0);
    input.title = names.textContent; // else the browser's own words appear over it
  };
  const all = () => document.querySelectorAll("[data-file] input").forEach(name);
  document.addEventListener("change", (event) => event.target.type === "file" && name(event.target));
  document.addEventListener("reset", () => setTimeout(all));
  window.addEventListener("pageshow", all);
  all();
}

sideBar();
chosenFiles();
tabInSight();
confirmations();
zoneCookie();
unsavedChanges();
