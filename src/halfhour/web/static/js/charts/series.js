// Lines with bands, bars and steps over one row of labels. Options:
//   x         labels, one for each point, as tooltips say them
//   ticks     optional: index → label on the axis (the start of each day, say); else all that fit
//   series    list of { name, values, kind: "line" | "bars" | "steps" | "area", tone: "1".."6" | "shortage" | "surplus",
//             dashed, stack, band: { name, low, high }, format, decimals, unit }
//   marks     optional list of { at: index, label }
//   format, decimals, unit, top   of the axis; zoom: true lets the reader look closer

import { base, bubble, formatter } from "./words.js";

function toneOf(colour, tone, index) {
  if (tone === "shortage" || tone === "surplus") return colour(tone);
  if (tone === "muted") return colour("line-strong");
  return colour(`chart-${tone ?? (index % 6) + 1}`);
}

function bandOf({ band }, index, colour, tone, step) {
  const shared = {
    type: "line",
    stack: `band-${index}`,
    stackStrategy: "all",
    symbol: "none",
    silent: true,
    step,
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
    z: 1,
  };
  const width = band.high.map((high, at) => (high == null || band.low[at] == null ? null : high - band.low[at]));
  return [
    { ...shared, name: `${band.name} `, data: band.low },
    { ...shared, name: band.name, data: width, areaStyle: { color: tone, opacity: 0.2 } },
  ];
}

// Marks of a time axis stand on whole minutes and hours, not on hundreds of seconds.
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];

function durationMarks(lines, marks) {
  const values = lines.flatMap((one) => [...one.values, ...(one.band?.high ?? [])]);
  const highest = values.reduce((most, value) => Math.max(most, value ?? 0), 0);
  const step = STEPS.find((each) => highest / each <= marks) ?? Math.ceil(highest / marks / 86400) * 86400;
  return { interval: step, max: Math.max(Math.ceil(highest / step), 1) * step };
}

export function series(options, colour, { narrow }) {
  const say = formatter(options);
  const shown = [];
  const legend = [];
  const lines = options.series.map((one, index) => ({ ...one, colour: toneOf(colour, one.tone, index) }));
  lines.forEach((one, index) => {
    const step = one.kind === "steps" ? "middle" : false;
    if (one.band) shown.push(...bandOf(one, index, colour, one.colour, step));
    legend.push({ name: one.name });
    if (one.band?.name) legend.push({ name: one.band.name, itemStyle: { color: one.colour, opacity: 0.3 } });
    if (one.kind === "bars") {
      shown.push({
        type: "bar",
        name: one.name,
        data: one.values,
        stack: one.stack,
        itemStyle: { color: one.colour },
        barMaxWidth: 26,
        barCategoryGap: "18%",
        z: 2,
      });
      return;
    }
    shown.push({
      type: "line",
      name: one.name,
      data: one.values,
      step,
      symbol: "none",
      stack: one.stack,
      connectNulls: false,
      itemStyle: { color: one.colour },
      lineStyle: { color: one.colour, width: 2, type: one.dashed ? "dashed" : "solid" },
      areaStyle: one.kind === "area" ? { color: one.colour, opacity: 0.18 } : undefined,
      sampling: options.x.length > 3000 ? "lttb" : undefined,
      z: 3,
    });
  });
  if (options.marks?.length && shown.length) {
    shown.at(-1).markLine = {
      symbol: "none",
      silent: true,
      lineStyle: { color: colour("line-strong"), type: "solid" },
      label: { color: colour("ink-2"), formatter: ({ name }) => name, position: "insideEndTop" },
      data: options.marks.map(({ at, label }) => ({ name: label, xAxis: at })),
    };
  }
  const ticks = options.ticks;
  return {
    ...base(colour),
    grid: { left: 6, right: 12, top: 40, bottom: options.zoom ? 52 : 8, containLabel: true },
    legend: { type: "scroll", top: 4, left: 0, itemWidth: 16, itemHeight: 9, data: legend, textStyle: { color: colour("ink-2") }, selectedMode: true },
    xAxis: {
      type: "category",
      data: options.x,
      boundaryGap: lines.some((one) => one.kind === "bars"),
      axisTick: { show: Boolean(ticks), interval: ticks ? (index) => index in ticks : "auto", alignWithLabel: true },
      axisLine: { lineStyle: { color: colour("line-strong") } },
      axisLabel: {
        color: colour("ink-2"),
        hideOverlap: true,
        alignMinLabel: "left",
        alignMaxLabel: "right",
        interval: ticks ? (index) => index in ticks : "auto",
        formatter: ticks ? (label, index) => ticks[index] ?? "" : undefined,
      },
    },
    yAxis: {
      type: "value",
      max: options.top ?? null,
      ...(options.format === "duration" ? durationMarks(lines, narrow ? 4 : 6) : {}),
      minInterval: options.format || options.decimals ? undefined : 1,
      axisLabel: { color: colour("ink-2"), formatter: say },
      splitNumber: narrow ? 3 : 5,
      splitLine: { lineStyle: { color: colour("chart-grid") } },
    },
    dataZoom: options.zoom
      ? [
          { type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false },
          {
            type: "slider",
            height: 22,
            bottom: 8,
            borderColor: colour("line"),
            backgroundColor: "transparent",
            fillerColor: colour("accent-soft"),
            handleStyle: { color: colour("accent") },
            moveHandleStyle: { color: colour("line-strong") },
            dataBackground: { lineStyle: { color: colour("line-strong") }, areaStyle: { color: colour("surface-2") } },
            selectedDataBackground: { lineStyle: { color: colour("accent") }, areaStyle: { color: colour("accent-soft") } },
            showDetail: false,
          },
        ]
      : undefined,
    tooltip: {
      ...base(colour).tooltip,
      trigger: "axis",
      axisPointer: { lineStyle: { color: colour("line-strong") } },
      formatter: (points) => {
        const at = points[0].dataIndex;
        const rows = lines.flatMap((one) => {
          const its = one.format || one.unit || one.decimals != null ? formatter({ ...options, ...one }) : say;
          const row = { name: one.name, value: its(one.values[at]), colour: one.colour };
          if (!one.band) return [row];
          return [row, { name: one.band.name, value: `${its(one.band.low[at])} – ${its(one.band.high[at])}` }];
        });
        return bubble(options.x[at], rows);
      },
    },
    series: shown,
  };
}
