// Small helps for the settings' forms; everything works without them.

// One click gives the working days Monday's hours.
for (const week of document.querySelectorAll("[data-week]")) {
  const copy = week.querySelector("[data-week-copy]");
  const inputs = [...week.querySelectorAll("input")];
  copy.hidden = false;
  copy.addEventListener("click", () => {
    for (const input of inputs.slice(1, 5)) input.value = inputs[0].value;
    inputs[0].dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// A problem's line number leads into the text.
for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    const text = document.querySelector("#file-text textarea");
    const lines = text.value.split("\n");
    const line = Math.min(Number(link.dataset.line), lines.length) - 1;
    const start = lines.slice(0, line).join("\n").length + (line > 0 ? 1 : 0);
    event.preventDefault();
    text.focus();
    text.setSelectionRange(start, start + lines[line].length);
    text.scrollTop = (text.scrollHeight / lines.length) * Math.max(line - 5, 0);
  });
}

// The first address of a new member can be copied.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = button.dataset.copied;
  });
}
