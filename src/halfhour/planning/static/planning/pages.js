// Small things on the pages of a plan: choices that act at once, and printing.

document.documentElement.classList.add("has-js");

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
