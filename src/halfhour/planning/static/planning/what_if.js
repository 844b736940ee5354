// The what-if page: sliders write lines, lines move sliders. What is typed is looked at by the server,
// which says what each line means and keeps it as a draft.

const form = document.getElementById("what-if");
const text = form.elements.lines;
const told = document.getElementById("told");
const LOOK_AFTER_MS = 350;

// How the server writes each line it has understood; what it has not seen yet stands for itself.
const usual = new Map();

const PIECES = {
  signed: "([+-]\\d+(?:\\.\\d+)?)",
  number: "(\\d+(?:\\.\\d+)?)",
  clock: "(\\d{1,2}:\\d{2})",
  duration: "(\\d[\\d.]* (?:h|min|s)(?: \\d[\\d.]* (?:min|s))*)",
  people: "(?:person|people)",
};
const SECONDS = { h: 3600, min: 60, s: 1 };

function escaped(words) {
  return words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function secondsOf(duration) {
  let seconds = 0;
  for (const [, amount, unit] of duration.matchAll(/([\d.]+) (h|min|s)/g)) seconds += Number(amount) * SECONDS[unit];
  return seconds;
}

function durationText(seconds) {
  if (seconds < 60 || seconds % 1) return `${seconds} s`;
  const parts = [[Math.floor(seconds / 3600), "h"], [Math.floor((seconds % 3600) / 60), "min"], [seconds % 60, "s"]];
  return parts.filter(([amount]) => amount).map(([amount, unit]) => `${amount} ${unit}`).join(" ");
}

// One slider or tick with what belongs to it, and the pattern of its line.
class Control {
  constructor(box) {
    this.line = box.dataset.line;
    this.inputs = [...box.querySelectorAll("[data-part]")];
    this.output = box.querySelector("output");
    this.order = [];
    const pieces = this.line.split(/\{(\w+)\}/);
    const pattern = pieces.map((piece, at) => (at % 2 ? this.piece(piece) : escaped(piece))).join("");
    this.pattern = new RegExp(`^${pattern}$`, "i");
    box.addEventListener("input", (event) => this.changed(event.target));
  }

  piece(name) {
    if (name === "people") return PIECES.people;
    this.order.push(name);
    return PIECES[this.input(name).dataset.kind];
  }

  input(name) {
    return this.inputs.find((input) => input.dataset.part === name);
  }

  get saysNothing() {
    const first = this.inputs[0];
    if (first.dataset.kind === "tick") return !first.checked;
    return this.inputs.every((input) => !("none" in input.dataset) || Number(input.value) === Number(input.dataset.none));
  }

  get isWhole() {
    return this.inputs.every((input) => input.dataset.kind === "tick" || (input.value && input.checkValidity()));
  }

  get written() {
    return this.line.replace(/\{(\w+)\}/g, (_, name) => {
      if (name === "people") return Math.abs(Number(this.inputs[0].value)) === 1 ? "person" : "people";
      const { value, dataset } = this.input(name);
      if (dataset.kind === "signed") return `${Number(value) < 0 ? "-" : "+"}${Math.abs(Number(value))}`;
      if (dataset.kind === "duration") return durationText(Number(value) * Number(dataset.unitSeconds));
      return value;
    });
  }

  changed() {
    this.show();
    if (!this.saysNothing && !this.isWhole) return;
    const lines = text.value.split("\n");
    const at = lines.findIndex((line) => this.pattern.test(plain(line)));
    const comment = at >= 0 ? (lines[at].match(/\s+#.*$/)?.[0] ?? "") : "";
    if (this.saysNothing) {
      if (at < 0) return;
      lines.splice(at, 1);
    } else if (at >= 0) {
      lines[at] = this.written + comment;
    } else {
      while (lines.length && !lines.at(-1).trim()) lines.pop();
      lines.push(this.written);
    }
    text.value = lines.join("\n");
    lookSoon();
  }

  follow(lines) {
    const found = lines.map((line) => line.match(this.pattern)).find(Boolean);
    for (const input of this.inputs) {
      if (input.dataset.kind === "tick") {
        input.checked = Boolean(found);
      } else if (found) {
        const value = found[1 + this.order.indexOf(input.dataset.part)];
        input.value = this.read(input, value);
      } else if ("none" in input.dataset) {
        input.value = input.dataset.none;
      }
    }
    this.show();
  }

  read({ dataset }, value) {
    if (dataset.kind === "duration") return String(secondsOf(value) / Number(dataset.unitSeconds));
    return dataset.kind === "signed" ? String(Number(value)) : value;
  }

  show() {
    if (!this.output) return;
    const { value, dataset } = this.inputs[0];
    const sign = dataset.kind === "signed" && Number(value) > 0 ? "+" : "";
    const unit = this.output.dataset.unit;
    this.output.textContent = `${sign}${value.replace("-", "−")}${unit ? ` ${unit}` : ""}`;
  }
}

// A line without its comment, as the server writes it if it has said so.
function plain(line) {
  const bare = line.replace(/(^|\s)#(\s.*|$)/, "").trim();
  return usual.get(bare) ?? bare.replace(/\s+/g, " ").replace(/[−–]/g, "-");
}

const controls = [...form.querySelectorAll("[data-control]")].map((box) => new Control(box));

function follow() {
  const lines = text.value.split("\n").map(plain);
  for (const control of controls) control.follow(lines);
}

let waiting = 0;
let asking = null;

function lookSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(look, LOOK_AFTER_MS);
}

async function look() {
  waiting = 0;
  asking?.abort();
  asking = new AbortController();
  const asked = text.value.split("\n");
  try {
    const answer = await fetch(form.dataset.look, { method: "POST", body: new FormData(form), signal: asking.signal });
    if (answer.ok) hear((await answer.json()).lines, asked);
  } catch (error) {
    if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error; // the next keystroke asks again
  }
}

function remember(lines, asked) {
  for (const { line, text: written } of lines) {
    const bare = (asked[line - 1] ?? "").replace(/(^|\s)#(\s.*|$)/, "").trim();
    if (written && bare) usual.set(bare, written);
  }
}

function hear(lines, asked) {
  remember(lines, asked);
  told.replaceChildren(...lines.map(item));
  text.setAttribute("aria-invalid", String(lines.some(({ problem }) => problem)));
  if (!form.contains(document.activeElement) || document.activeElement === text) follow();
}

function item({ line, words, problem, notes }) {
  const row = document.createElement("li");
  row.className = problem ? "told-wrong" : "";
  row.append(part("told-line", `${told.dataset.lineWord} ${line}`), " ", part("", problem || words));
  for (const note of problem ? [] : notes) row.append(" ", part("muted", note));
  return row;
}

function part(name, words) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = words;
  return span;
}

form.querySelector("[data-controls]").hidden = false;
const first = [...told.children].map(({ dataset }) => ({ line: Number(dataset.of), text: dataset.text }));
remember(first, text.value.split("\n"));
follow();
text.addEventListener("input", () => {
  follow();
  lookSoon();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.querySelector("[data-play]").click();
  }
});
form.addEventListener("change", (event) => {
  if (event.target.closest("[data-control]")) lookSoon();
});

// Whoever leaves within the moment before a look keeps what they typed all the same.
window.addEventListener("pagehide", () => {
  if (waiting) navigator.sendBeacon(form.dataset.look, new FormData(form));
});
// The first button of a form is the one that Enter presses: in the name's field that must be Save.
form.elements.name?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  form.querySelector(".what-if-save .form-actions button").click();
});
