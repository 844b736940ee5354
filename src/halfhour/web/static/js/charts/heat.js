// A heat map. Options:
//   x, y      labels of the columns (half hours) and rows (weekdays)
//   values    rows of figures, null where nothing is known
//   counts    optional rows of counts behind each figure, shown in the tooltip
//   name      what a figure is; countName what a count is
//   format, decimals, unit   see words.js
//   atLeast   optional: the darkest colour stands for no less than this
//   few       optional rows of true where too little was seen: drawn paler, and said

import { base, bubble, formatter } from "./words.js";

export function heat(options, colour, { narrow }) {
  const say = formatter(options);
  const count = formatter();
  const cells = [];
  let highest = options.atLeast ?? 0;
  options.values.forEach((row, y) =>
    row.forEach((value, x) => {
      if (value == null) return;
      const pale = options.few?.[y]?.[x];
      cells.push({ value: [x, y, value], itemStyle: pale ? { opacity: 0.45 } : undefined });
      highest = Math.max(highest, value);
    }),
  );
  const steps = [0, 1, 2, 3, 4, 5].map((step) => colour(`heat-${step}`));
  return {
    ...base(colour),
    aria: { enabled: false },
    grid: { left: 8, right: 8, top: 8, bottom: 54, containLabel: true },
    xAxis: {
      type: "category",
      data: options.x,
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: colour("ink-2"), hideOverlap: true, interval: narrow ? 5 : "auto" },
    },
    yAxis: {
      type: "category",
      data: options.y,
      inverse: true,
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: colour("ink-2") },
    },
    visualMap: {
      min: 0,
      max: highest || 1,
      calculable: false,
      orient: "horizontal",
      left: "center",
      bottom: 4,
      itemWidth: 12,
      itemHeight: narrow ? 120 : 180,
      text: [say(highest), say(0)],
      textStyle: { color: colour("ink-2") },
      inRange: { color: steps },
    },
    tooltip: {
      ...base(colour).tooltip,
      formatter: ({ value: [x, y, value], color }) => {
        const rows = [{ name: options.name, value: say(value), colour: color }];
        const seen = options.counts?.[y]?.[x];
        if (seen != null) rows.push({ name: options.countName, value: count(seen) });
        if (options.few?.[y]?.[x]) rows.push({ name: options.fewName, value: "" });
        return bubble(`${options.y[y]} ${options.x[x]}`, rows);
      },
    },
    series: [
      {
        type: "heatmap",
        data: cells,
        itemStyle: { borderColor: colour("surface"), borderWidth: 1.5, borderRadius: 2 },
        emphasis: { itemStyle: { borderColor: colour("ink"), borderWidth: 1.5 } },
      },
    ],
  };
}
