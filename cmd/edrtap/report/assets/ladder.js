// A session as a ladder: client left, server right, one message a rung. It is
// an ordered list, so that it reads well aloud, wraps, and prints.
import { el } from "./dom.js";
import { duration, preciseTime, say } from "./words.js";

export function ladder(session, steps) {
  const title = say("ladder.title", { client: endpoint(session.client), server: endpoint(session.server) });
  return el("figure", { class: "ladder" },
    el("figcaption", {}, title, el("span", { class: "quiet" }, " " + preciseTime(session.start) + " UTC · " + session.outcome + " · " + session.id)),
    el("div", { class: "ends", "aria-hidden": "true" },
      el("span", {}, say("client"), el("br"), el("b", {}, session.client.ip)),
      el("span", {}, session.proxy ? say("proxy") : say("server"), el("br"), el("b", {}, session.server.ip))),
    el("ol", { "aria-label": title }, steps.map(rung)));
}

export function endpoint({ ip, port }) {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function rung(step) {
  const kind = ["rung", "from-" + step.from];
  for (const flag of ["fatal", "lost", "hidden"]) if (step[flag]) kind.push(flag);
  return el("li", { class: kind.join(" ") },
    el("span", { class: "delta" }, step.after_us ? "+" + duration(step.after_us) : ""),
    el("div", { class: "lane" },
      el("span", { class: "aloud" }, say("ladder.from." + step.from) + ": "),
      el("span", { class: "label" }, step.label),
      step.fatal && el("span", { class: "verdict-mark" }, say(step.lost ? "ladder.lost" : "ladder.here")),
      el("span", { class: "arrow", "aria-hidden": "true" }),
      step.note && el("span", { class: "note" }, step.note)));
}
