// Figures in the reader's form, and what all charts share.

const language = document.documentElement.lang || "en";

export function formatter({ format = "number", decimals = 0, unit = "" } = {}) {
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: decimals });
  if (format === "percent") {
    const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: decimals });
    return (value) => (value == null ? "–" : percent.format(value));
  }
  if (format === "duration") return (value) => (value == null ? "–" : duration(value));
  return (value) => (value == null ? "–" : `${number.format(value)}${unit ? ` ${unit}` : ""}`);
}

function duration(seconds) {
  const part = (value, unit) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "narrow", maximumFractionDigits: 0 }).format(value);
  const whole = Math.round(seconds);
  if (whole < 60) return part(whole, "second");
  if (whole < 3600) {
    const rest = whole % 60;
    return `${part(Math.floor(whole / 60), "minute")}${rest ? ` ${part(rest, "second")}` : ""}`;
  }
  if (whole < 86400) {
    const rest = Math.round((whole % 3600) / 60) % 60;
    return `${part(Math.floor(whole / 3600), "hour")}${rest ? ` ${part(rest, "minute")}` : ""}`;
  }
  const rest = Math.round((whole % 86400) / 3600) % 24;
  return `${part(Math.floor(whole / 86400), "day")}${rest ? ` ${part(rest, "hour")}` : ""}`;
}

// A tooltip as elements: markup with styles would be refused by the page's content policy.
export function bubble(title, rows) {
  const box = document.createElement("div");
  box.className = "chart-bubble";
  const head = document.createElement("p");
  head.textContent = title;
  box.append(head);
  const table = document.createElement("table");
  for (const { name, value, colour } of rows) {
    const row = table.insertRow();
    const mark = row.insertCell();
    const dot = document.createElement("span");
    dot.style.background = colour ?? "transparent";
    mark.append(dot);
    row.insertCell().textContent = name;
    row.insertCell().textContent = value;
  }
  box.append(table);
  return box;
}

export function base(colour) {
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("ink-2"), fontSize: 12 },
    tooltip: {
      confine: true,
      backgroundColor: colour("surface"),
      borderColor: colour("line"),
      textStyle: { color: colour("ink"), fontSize: 12.5 },
      padding: 0,
    },
  };
}
