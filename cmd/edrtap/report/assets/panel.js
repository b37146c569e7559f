// The parts that every section is made of.
import { el } from "./dom.js";
import { say } from "./words.js";

// panel is a section with a heading that the table of contents can name.
export function panel(id, heading, ...children) {
  return el("section", { id, class: "panel", "aria-labelledby": id + "-h" },
    el("h2", { id: id + "-h" }, heading), children);
}

// table has a caption, a header for each column, and a header for each row:
// the first cell. Wide tables scroll by themselves, with the keyboard too;
// those of class "stack" put cells below each other on narrow screens.
export function table(caption, columns, rows, attributes = {}) {
  const head = columns.map((c) => el("th", { scope: "col", class: c.class }, c.title ?? c));
  const body = rows.map((row) => el("tr", row.attributes,
    row.cells.map((cell, i) => i === 0
      ? el("th", { scope: "row", class: columns[i]?.class }, cell)
      : el("td", { class: columns[i]?.class, "data-label": columns[i]?.title ?? columns[i] }, cell))));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", attributes, el("caption", {}, caption), el("thead", {}, el("tr", {}, head)), el("tbody", {}, body)));
}

// aside folds what only repeats the rest in another form: paper goes without.
export function aside(summary, ...children) {
  return el("details", { class: "aside" }, el("summary", {}, summary), children);
}

export function disclosure(summary, open, ...children) {
  return el("details", { open }, el("summary", {}, summary), children);
}

// facts is a list of names and values; those without a value are left out.
export function facts(pairs) {
  return el("dl", { class: "facts" }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

const SEVERITY_MARKS = { critical: "▲", high: "▲", medium: "◆", low: "●", info: "i" };

export function severity(name) {
  return el("span", { class: "severity " + name },
    el("span", { "aria-hidden": "true" }, SEVERITY_MARKS[name] ?? "•"), " ", name);
}

export const STATE_MARKS = { failing: "✕", silent: "○", unknown: "?", communicating: "◐", enrolled: "●" };

export function state(name) {
  return el("span", { class: "state " + name }, el("span", { "aria-hidden": "true" }, STATE_MARKS[name] ?? "•"), " ", name);
}

// addresses lists clients; long lists fold behind the first ones.
export function addresses(list, unlisted) {
  const FIRST = 12;
  const more = unlisted > 0 ? " " + say("more", { count: unlisted }) : "";
  if (list.length <= FIRST) return [el("span", { class: "addresses" }, list.join(", ")), more];
  return [
    el("span", { class: "addresses" }, list.slice(0, FIRST).join(", "), " …"),
    disclosure(say("all_addresses"), false, el("p", { class: "addresses" }, list.join(", "), more)),
  ];
}
