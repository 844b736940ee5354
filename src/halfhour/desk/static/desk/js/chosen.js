// Files that a customer chooses: what is empty, too large or too many is left out at once, the others are listed.

const MB = 1_000_000;
const chosen = new WeakMap(); // field -> the files that will be sent

const placeOf = (field) => field.closest("[data-file]").parentElement.querySelector("[data-chosen-files]");
const isSame = (one, other) =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
const sum = (files) => files.reduce((total, file) => total + file.size, 0);

function inWords(bytes) {
  const [number, unit] = bytes < MB ? [Math.ceil(bytes / 1000), "kilobyte"] : [bytes / MB, "megabyte"];
  const format = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, format).format(number);
}

// Why a file cannot be sent with those kept so far: the name of a sentence and its number; null where it can.
function refusal(field, file, kept) {
  const { mostFiles, mostBytes, mostBytesTogether } = field.dataset;
  if (!file.size) return ["wordsEmpty", ""];
  if (file.size > Number(mostBytes)) return ["wordsLarge", inWords(Number(mostBytes))];
  if (kept.length >= Number(mostFiles)) return ["wordsMany", mostFiles];
  if (sum(kept) + file.size > Number(mostBytesTogether)) return ["wordsTogether", inWords(Number(mostBytesTogether))];
  return null;
}

// The browser forgets what was chosen before: it is put back, with what is new.
function add(field) {
  const kept = [...(chosen.get(field) ?? [])];
  const refused = [];
  for (const file of field.files) {
    if (kept.some((each) => isSame(each, file))) continue;
    const why = refusal(field, file, kept);
    if (why) refused.push([file, ...why]);
    else kept.push(file);
  }
  keep(field, kept, refused);
}

function keep(field, files, refused = []) {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  field.files = data.files;
  chosen.set(field, files);
  list(field, files);
  tell(field, refused);
}

function list(field, files) {
  const place = placeOf(field);
  const rows = files.map((file) => {
    const row = place.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("[data-size]").textContent = inWords(file.size);
    const button = row.querySelector("button");
    button.setAttribute("aria-label", place.dataset.wordsRemove.replace("{name}", () => file.name));
    button.addEventListener("click", () => remove(field, file));
    return row;
  });
  const all = place.querySelector("[data-list]");
  all.replaceChildren(...rows);
  all.hidden = !rows.length;
  const none = field.closest("[data-file]").querySelector(".file-names");
  none.hidden = rows.length > 0;
  field.title = files.map((file) => file.name).join(", ") || none.textContent; // else the browser's own words appear
}

function tell(field, refused) {
  const place = placeOf(field);
  const sentences = refused.map(([file, words, number]) => {
    const sentence = document.createElement("p");
    // Functions, because a name may hold what replace() takes for a pattern.
    sentence.textContent = place.dataset[words].replace("{number}", () => number).replace("{name}", () => file.name);
    return sentence;
  });
  place.querySelector("[data-refused]").replaceChildren(...sentences);
  place.querySelector("[data-count]").textContent = place.dataset.wordsCount.replace("{count}", chosen.get(field).length);
}

// Whoever removes one by one stays in the list; after the last, the field is next.
function remove(field, file) {
  const files = chosen.get(field);
  const at = files.indexOf(file);
  keep(field, files.filter((each) => each !== file));
  const buttons = placeOf(field).querySelectorAll("[data-list] button");
  (buttons[Math.min(at, buttons.length - 1)] ?? field).focus();
}

function begin(field) {
  // Every name has a row of its own here, so none is written into the field.
  field.closest("[data-file]").querySelector("[data-file-names]").removeAttribute("data-file-names");
  const look = () => (field.files.length ? add(field) : list(field, []));
  field.addEventListener("change", () => add(field));
  window.addEventListener("pageshow", look); // the browser may bring files back with the page
  look();
}

document.querySelectorAll("input[data-most-files]").forEach(begin);
