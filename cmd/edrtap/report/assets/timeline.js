// Sessions by when they began, failed ones below the line of time's eye: dark
// and hatched; and where a server showed another certificate.
import { el, svg } from "./dom.js";
import { number, say, seconds, time } from "./words.js";
import { aside, disclosure, panel, table } from "./panel.js";

const FIRST = 5; // changes that are not folded
const WIDTH = 960, HEIGHT = 190, LEFT = 44, BOTTOM = 26, TOP = 22;

export function timeline(data) {
  const t = data.timeline;
  if (t.buckets.length === 0) return null;
  return panel("timeline", say("timeline"),
    el("figure", { class: "chart" }, draw(t), el("figcaption", {},
      el("ul", { class: "key" }, [["failed", say("failed")], ["established", say("established")], ["unclear", say("unclear")]]
        .map(([kind, label]) => el("li", {}, svg("svg", { class: "swatch", viewBox: "0 0 14 14", "aria-hidden": "true" }, svg("rect", { width: 14, height: 14, class: kind })), " ", label))),
      el("p", { class: "quiet" }, say("timeline.width", { seconds: t.width_s })))),
    changes(t),
    aside(say("as_table"), asTable(t)));
}

function top(b) {
  return b.failed + b.established + b.unclear;
}

function draw(t) {
  const start = Date.parse(t.start) / 1000;
  const most = Math.max(1, ...t.buckets.map(top));
  const wide = Math.min(48, (WIDTH - LEFT) / t.buckets.length);
  const y = (n) => (n / most) * (HEIGHT - BOTTOM - TOP);
  const floor = HEIGHT - BOTTOM;
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": summary(t), class: "timeline" },
    svg("defs", {}, svg("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: 5, height: 5, class: "hatch-ground" }), svg("line", { x1: 0, y1: 0, x2: 0, y2: 5, class: "hatch-line" }))));
  for (const share of [0, 0.5, 1]) {
    const at = floor - share * (HEIGHT - BOTTOM - TOP);
    drawing.append(svg("line", { x1: LEFT, x2: WIDTH, y1: at, y2: at, class: "grid" }));
    if (most > 1 || share !== 0.5) drawing.append(svg("text", { x: LEFT - 6, y: at + 4, class: "tick end" }, number(Math.round(most * share))));
  }
  t.buckets.forEach((b, i) => {
    let at = floor;
    for (const kind of ["failed", "established", "unclear"]) {
      if (b[kind] === 0) continue;
      at -= y(b[kind]);
      drawing.append(svg("rect", { x: LEFT + i * wide, y: at, width: Math.max(wide - Math.min(1, wide / 4), 0.5), height: y(b[kind]), class: kind },
        svg("title", {}, `${seconds(start + i * t.width_s)} UTC: ${number(b[kind])} ${say(kind)}`)));
    }
  });
  marks(drawing, t, start, wide, floor);
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("timeline") }, drawing);
}

function marks(drawing, t, start, wide, floor) {
  const length = t.buckets.length;
  const steps = Math.min(4, length);
  for (let i = 0; i <= steps; i++) {
    const at = Math.round((i / steps) * length);
    if (i > 0 && wide * (length / steps) < 70 && i < steps) continue;
    const anchor = i === 0 ? "start" : i === steps && wide * length > 200 ? "end" : "middle";
    const label = seconds(start + at * t.width_s);
    if (i > 0 && wide * length < 120) break;
    drawing.append(svg("text", { x: LEFT + at * wide, y: HEIGHT - 8, class: "tick " + anchor }, length * t.width_s > 86400 ? label.slice(5, 16) : label.slice(11)));
  }
  t.changes.slice(0, 26).forEach((change, i) => {
    const x = LEFT + ((Date.parse(change.time) / 1000 - start) / t.width_s) * wide;
    drawing.append(svg("line", { x1: x, x2: x, y1: TOP - 4, y2: floor, class: "change" }),
      svg("text", { x, y: TOP - 8, class: "tick middle change-mark" }, letter(i)));
  });
}

function letter(i) {
  return String.fromCharCode(65 + (i % 26));
}

function summary(t) {
  const failed = t.buckets.reduce((n, b) => n + b.failed, 0);
  const all = t.buckets.reduce((n, b) => n + top(b), 0);
  return say("timeline.summary", { failed, all, changes: t.changes.length });
}

function changes(t) {
  if (t.changes.length === 0) return null;
  const rows = t.changes.map((c, i) => ({
    cells: [i < 26 ? letter(i) : "", time(c.time), [c.server, c.name && el("span", { class: "quiet" }, " (" + c.name + ")")], leaf(c.from), leaf(c.to)],
  }));
  const list = (some) => table(say("changes"), ["", say("time_utc"), say("server"), say("change.from"), say("change.to")], some, { class: "stack" });
  return [list(rows.slice(0, FIRST)), rows.length > FIRST && disclosure(say("changes.more", { count: rows.length - FIRST }), false, list(rows.slice(FIRST)))];
}

function leaf(l) {
  return [l.subject, el("br"), el("span", { class: "quiet" }, say("cert.issued_by", { issuer: l.issuer }), " · ", l.sha256.slice(0, 16), "…")];
}

function asTable(t) {
  const start = Date.parse(t.start) / 1000;
  const columns = [say("time_utc"), ...["failed", "established", "unclear"].map((k) => ({ title: say(k), class: "number" }))];
  return table(say("timeline"), columns, t.buckets.map((b, i) => ({
    cells: [seconds(start + i * t.width_s), number(b.failed), number(b.established), number(b.unclear)],
  })).filter((_, i) => top(t.buckets[i]) > 0), { class: "times" });
}
