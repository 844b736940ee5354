// Dropping files on the ledger: what was chosen is named before it is sent.

for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const names = form.querySelector("[data-drop-names]");
  const show = () => {
    names.textContent = [...input.files].map((file) => file.name).join(", ");
  };
  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.classList.add("is-over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    form.addEventListener(kind, () => form.classList.remove("is-over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
  });
}

// A second choice of columns takes the place of an answer still under way, which knows only the first.
document.addEventListener("change", (event) => {
  const abort = new CustomEvent("htmx:abort", { bubbles: true, detail: {} });
  event.target.closest("form[hx-sync]")?.dispatchEvent(abort);
});
