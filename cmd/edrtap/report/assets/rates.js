// Events per second toward each server, as an interval, against its limit.
/* global uPlot */
import { el, replace } from "./dom.js";
import { number, say, time } from "./words.js";
import { disclosure, panel, table } from "./panel.js";

export function rates(data) {
  if (data.rates.length === 0) return null;
  const limited = data.rates.filter((s) => s.limit);
  const shown = limited.length > 0 ? limited : data.rates.slice(0, 1);
  const rest = data.rates.filter((s) => !shown.includes(s));
  return panel("rates", say("rates"),
    el("p", {}, say("rates.what")),
    shown.map((s) => series(s)),
    rest.length > 0 && disclosure(say("rates.others", { count: rest.length }), false, rest.map((s) => series(s))));
}

function series(s) {
  const peak = s.busiest[0];
  const over = s.limit && s.seconds_over > 0;
  const box = el("div", { class: "plot", role: "img", "aria-label": say("rates.summary", {
    server: s.server, low: peak.events.low, high: peak.events.high, at: time(peak.second), limit: s.limit ? number(s.limit) : say("rates.no_limit"),
  }) });
  const plot = new Plot(box, s);
  return el("figure", { class: "chart rate" },
    el("figcaption", {},
      el("h3", {}, s.server), el("p", { class: over ? "bad" : "quiet" },
        s.limit ? (over ? "✕ " + say("rates.over", { seconds: s.seconds_over, limit: s.limit }) : say("rates.under", { limit: s.limit })) : say("rates.no_limit"),
        " · ", say("rates.method." + s.method), s.step_s > 1 && " · " + say("rates.step", { seconds: s.step_s }))),
    box,
    el("div", { class: "buttons", role: "group", "aria-label": say("zoom") },
      el("button", { type: "button", on: { click: () => plot.zoom(0.5) } }, say("zoom.in")),
      el("button", { type: "button", on: { click: () => plot.zoom(2) } }, say("zoom.out")),
      el("button", { type: "button", on: { click: () => plot.shift(-0.4) } }, "←", el("span", { class: "aloud" }, say("zoom.earlier"))),
      el("button", { type: "button", on: { click: () => plot.shift(0.4) } }, "→", el("span", { class: "aloud" }, say("zoom.later"))),
      el("button", { type: "button", on: { click: () => plot.reset() } }, say("zoom.reset")),
      plot.cut() && el("button", { type: "button", "aria-pressed": "false", on: { click: (e) => {
        plot.whole = !plot.whole;
        e.currentTarget.setAttribute("aria-pressed", String(plot.whole));
        plot.draw(true);
      } } }, say("rates.whole", { high: peakOf(s.high) })),
      el("span", { class: "quiet" }, say("zoom.hint"))),
    busiest(s));
}

function busiest(s) {
  const columns = [say("second"), ...["low", "estimate", "high"].map((k) => ({ title: say("rates." + k), class: "number" })), { title: say("clients"), class: "number" }];
  return table(say("rates.busiest", { server: s.server }), columns, s.busiest.map((r) => ({
    cells: [time(r.second), number(r.events.low), number(r.events.estimate), number(r.events.high), number(r.clients)],
  })), { class: "times" });
}

// points gives columns for uPlot; where no second was metered nothing came,
// and the lines go to zero and back.
function points(s) {
  const x = [], low = [], estimate = [], high = [];
  const put = (t, l, e, h) => { x.push(t); low.push(l); estimate.push(e); high.push(h); };
  s.times.forEach((t, i) => {
    const before = s.times[i - 1];
    if (before === undefined || t - before > s.step_s) {
      if (before !== undefined) put(before + s.step_s, 0, 0, 0);
      if (t - s.step_s > (before ?? -Infinity) + s.step_s) put(t - s.step_s, 0, 0, 0);
    }
    put(t, s.low[i], s.estimate[i], s.high[i]);
  });
  put(s.times.at(-1) + s.step_s, 0, 0, 0);
  const columns = [x, high, low, estimate];
  if (s.limit) columns.push(x.map(() => s.limit));
  return columns;
}

function peakOf(list) {
  return list.reduce((a, b) => Math.max(a, b), 0);
}

// Plot keeps a uPlot drawn at the size of its box and in the page's colours.
class Plot {
  constructor(box, series) {
    this.box = box;
    this.series = series;
    this.data = points(series);
    this.whole = false;
    new ResizeObserver(() => this.draw()).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw(true));
    matchMedia("print").addEventListener("change", () => this.draw(true));
  }

  // top is how far up the chart goes: what is certain and the limit are seen
  // well, even where the high bound is many times as much.
  top() {
    const s = this.series;
    const certain = Math.max(peakOf(s.low), peakOf(s.estimate), s.limit ?? 0, 1) * 1.6;
    return this.whole ? peakOf(s.high) * 1.05 : Math.min(peakOf(s.high) * 1.05, certain);
  }

  cut() {
    return peakOf(this.series.high) > this.top();
  }

  draw(anew = false) {
    const width = Math.floor(this.box.clientWidth);
    if (width === 0) return;
    if (this.chart && !anew) {
      if (width !== this.chart.width) this.chart.setSize({ width, height: 240 });
      return;
    }
    this.chart?.destroy();
    replace(this.box);
    this.chart = new uPlot(this.options(width), this.data, this.box);
  }

  options(width) {
    const style = getComputedStyle(this.box);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour("--ink-2"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 }, font: "12px system-ui, sans-serif" };
    const line = (label, name, more) => ({ label, stroke: colour(name), width: 1, points: { show: false }, ...more });
    const lines = [
      { label: say("second"), value: (_, v) => v === null ? "–" : new Date(v * 1000).toISOString().slice(0, 19).replace("T", " ") },
      line(say("rates.high"), "--band-edge", {}),
      line(say("rates.low"), "--accent", { width: 2 }),
      line(say("rates.estimate"), "--ink", { dash: [2, 3] }),
    ];
    if (this.series.limit) lines.push(line(say("rates.limit"), "--critical", { width: 2, dash: [8, 5] }));
    return {
      width, height: 240, tzDate: (t) => uPlot.tzDate(new Date(t * 1000), "Etc/UTC"),
      series: lines, bands: [{ series: [1, 2], fill: colour("--band") }],
      axes: [{ ...axis, values: ticks, space: 84, incrs: STEPS }, { ...axis, size: 56 }],
      scales: { y: { range: () => [0, Math.max(this.top(), (this.series.limit ?? 0) * 1.08, 1)] } },
      cursor: { drag: { x: true, y: false } }, legend: { live: true },
    };
  }

  range() {
    const { min, max } = this.chart.scales.x;
    return [min, max];
  }

  zoom(factor) {
    const [min, max] = this.range();
    const middle = (min + max) / 2, half = Math.max(2, ((max - min) / 2) * factor);
    this.set(middle - half, middle + half);
  }

  shift(share) {
    const [min, max] = this.range();
    this.set(min + (max - min) * share, max + (max - min) * share);
  }

  set(min, max) {
    const [x] = this.data;
    const size = Math.min(max - min, x.at(-1) - x[0]);
    const from = Math.min(Math.max(min, x[0]), x.at(-1) - size);
    this.chart.setScale("x", { min: from, max: from + size });
  }

  reset() {
    const [x] = this.data;
    this.chart.setScale("x", { min: x[0], max: x.at(-1) });
  }
}

// The distances of ticks in seconds: no event has a time within its second.
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800];

function ticks(_, splits) {
  const long = splits.length > 1 && splits.at(-1) - splits[0] > 86400;
  return splits.map((t) => {
    const s = new Date(t * 1000).toISOString();
    return long ? s.slice(5, 16).replace("T", " ") : s.slice(11, 19);
  });
}
