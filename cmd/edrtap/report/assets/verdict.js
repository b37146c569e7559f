// The answer: how many clients cannot enrol, why, and what to change first.
import { el } from "./dom.js";
import { number, say, span, time } from "./words.js";
import { facts, severity, STATE_MARKS, table } from "./panel.js";

export function verdict(data) {
  const [first, ...rest] = data.verdict;
  return el("section", { id: "verdict", class: "verdict", "aria-labelledby": "verdict-h" },
    el("p", { class: "eyebrow" }, say("verdict")),
    el("h1", { id: "verdict-h" }, first),
    rest.map((sentence) => el("p", { class: "lead" }, sentence)),
    data.problems.map((p) => el("p", { class: "warning", role: "note" }, say("problem", p))),
    states(data),
    figures(data),
    causes(data));
}

// states is one bar, divided as the clients are, and its key.
function states(data) {
  const some = data.states.filter((s) => s.clients > 0);
  if (some.length === 0) return null;
  return el("div", { class: "states" },
    el("div", { class: "bar", "aria-hidden": "true" }, some.map((s) => {
      const part = el("span", { class: "part " + s.state });
      part.style.flexGrow = s.clients;
      return part;
    })),
    el("ul", { class: "key" }, some.map((s) => el("li", { class: "state " + s.state },
      el("span", { "aria-hidden": "true" }, STATE_MARKS[s.state], " "),
      el("strong", {}, number(s.clients)), " ", s.state,
      el("span", { class: "quiet" }, " – " + say("state." + s.state))))));
}

function figures(data) {
  const frames = data.runs.reduce((n, run) => n + run.frames, 0);
  return facts([
    [say("captured"), data.first && [time(data.first), " – ", time(data.last), " UTC"]],
    [say("length"), data.first && span(data.first, data.last)],
    [say("frames"), frames > 0 && data.runs.length === 1 ? number(frames) : null],
    [say("analyses"), data.runs.length > 1 ? number(data.runs.length) : null],
    [say("sessions"), number(data.sessions)],
    [say("finished"), number(data.established)],
  ]);
}

// causes lists what keeps clients away, with the first change for each.
function causes(data) {
  const worst = data.findings.map((f, i) => [f, i])
    .filter(([f]) => (f.severity === "critical" || f.severity === "high") && !f.detail?.explained_by);
  if (worst.length === 0) return null;
  return table(say("what_to_change"),
    [{ title: say("cause") }, { title: say("clients"), class: "number" }, say("evidence"), say("first_change")],
    worst.map(([f, i]) => ({
      cells: [
        [severity(f.severity), " ", el("a", { href: "#finding-" + i }, f.title)],
        number(f.client_count), f.evidence, f.remedy[0] ?? "",
      ],
    })), { class: "causes stack" });
}
