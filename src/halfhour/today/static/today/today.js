// The line that says "now", moved along once a minute.

function at(first, last, now) {
  return (now - first) / (last - first);
}

function markTimeline(list, now) {
  list.querySelector(".now-line")?.remove();
  const stretch = [...list.querySelectorAll("[data-starts]")].find(
    ({ dataset }) => Number(dataset.starts) <= now && now < Number(dataset.ends),
  );
  for (const each of list.querySelectorAll(".is-now")) each.classList.toggle("is-now", each === stretch);
  if (!stretch) return;
  stretch.classList.add("is-now");
  const line = document.createElement("li");
  line.className = "now-line";
  line.setAttribute("aria-hidden", "true");
  const share = at(Number(stretch.dataset.starts), Number(stretch.dataset.ends), now);
  line.style.top = `${stretch.offsetTop + share * stretch.offsetHeight}px`;
  list.append(line);
}

function markGantt(wrap, now) {
  wrap.querySelector(".gantt-now")?.remove();
  const { starts, ends } = wrap.dataset;
  const share = at(Number(starts), Number(ends), now);
  if (share < 0 || share > 1) return;
  const table = wrap.querySelector("table");
  const name = table.querySelector(".gantt-person").offsetWidth;
  const line = document.createElement("div");
  line.className = "gantt-now";
  line.style.left = `${name + share * (table.offsetWidth - name)}px`;
  line.style.height = `${table.offsetHeight}px`;
  wrap.append(line);
}

function mark() {
  const now = Date.now() / 1000;
  for (const list of document.querySelectorAll("[data-timeline]")) markTimeline(list, now);
  for (const wrap of document.querySelectorAll("[data-gantt]")) markGantt(wrap, now);
}

mark();
setInterval(mark, 60_000);
addEventListener("resize", mark);
