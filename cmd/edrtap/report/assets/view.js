// A document as a page: contents beside sections.
import { el } from "./dom.js";
import { say } from "./words.js";
import { verdict } from "./verdict.js";
import { findings } from "./findings.js";
import { timeline } from "./timeline.js";
import { rates } from "./rates.js";
import { clients } from "./clients.js";
import { servers } from "./servers.js";
import { sensor } from "./sensor.js";

// sections gives what a document has to show. links.sessions, where it is
// there, makes the address of a list of sessions.
export function sections(data, links) {
  return [verdict(data), findings(data, links), timeline(data), rates(data), clients(data, links), servers(data, links), sensor(data)]
    .filter((s) => s);
}

export function contents(list) {
  return el("nav", { class: "contents", "aria-label": say("contents") }, el("ul", {}, list.map((section) =>
    el("li", {}, el("a", { href: "#" + section.id }, section.id === "verdict" ? say("verdict") : section.querySelector("h2").textContent)))));
}

export function skipLink() {
  return el("a", { class: "skip", href: "#main" }, say("skip"));
}
