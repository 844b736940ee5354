// Draws every chart of a page: `<div data-chart="heat|series" data-chart-options="id of a json_script">`.
//
// Options are plain figures and labels made by the server (see heat.js and series.js); what they look
// like is decided here. Colours are the page's, so charts follow light and dark.

import { heat } from "./charts/heat.js";
import { series } from "./charts/series.js";

const KINDS = { heat, series, line: series, bars: series, steps: series };
const LOCALES = { zh: "ZH", ru: "RU" };
const drawn = new Map();

function palette() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function draw(place) {
  const kind = KINDS[place.dataset.chart];
  const source = document.getElementById(place.dataset.chartOptions);
  if (!kind || !source || !window.echarts) return;
  const options = JSON.parse(source.textContent);
  drawn.get(place)?.dispose();
  const locale = LOCALES[document.documentElement.lang.slice(0, 2)] ?? "EN";
  const chart = window.echarts.init(place, null, { locale, renderer: "canvas" });
  chart.setOption(kind(options, palette(), { narrow: place.clientWidth < 560 }));
  drawn.set(place, chart);
  sizes.observe(place);
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const chart = drawn.get(target);
    if (!chart) continue;
    if (!target.isConnected) {
      chart.dispose();
      drawn.delete(target);
    } else if (chart.getWidth() !== target.clientWidth || chart.getHeight() !== target.clientHeight) {
      chart.resize();
    }
  }
});

export function drawCharts(within = document) {
  for (const place of within.querySelectorAll("[data-chart]")) draw(place);
}

drawCharts();
document.addEventListener("htmx:afterSwap", (event) => drawCharts(event.target));
new MutationObserver(() => drawCharts()).observe(document.documentElement, {
  attributes: true,
  attributeFilter: ["data-bs-theme"],
});
