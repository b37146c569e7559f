// What the capture point is known to have missed, and what the page leaves out.
import { el } from "./dom.js";
import { bytes, number, say, time } from "./words.js";
import { facts, panel, table } from "./panel.js";

export function sensor(data) {
  return panel("sensor", say("sensor"),
    data.runs.map((run) => el("div", { class: "run" },
      el("h3", {}, run.files.join(", ") || run.id || say("capture")),
      facts([
        [say("captured"), run.first && time(run.first) + " – " + time(run.last)],
        [say("frames"), number(run.frames) + " (" + bytes(run.bytes) + ")"],
        [say("sessions"), number(run.sessions)],
      ]),
      run.sensor.length === 0 ? el("p", { class: "good" }, "✓ " + run.note) : el("ul", { class: "missed" },
        run.sensor.map((f) => el("li", {}, el("b", {}, number(f.count)), " ", f.label))))),
    outcomes(data),
    data.limits.length > 0 && [el("h3", {}, say("limits")), el("ul", {}, data.limits.map((f) => el("li", {}, el("b", {}, number(f.count)), " ", f.label)))]);
}

function outcomes(data) {
  return table(say("outcomes"), [say("outcome"), { title: say("sessions"), class: "number" }],
    data.outcomes.filter((o) => o.sessions > 0).map((o) => ({ cells: [el("code", {}, o.outcome), number(o.sessions)] })), { class: "narrow" });
}
