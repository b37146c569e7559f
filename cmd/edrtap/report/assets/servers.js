// Each server: what it is, what it showed, what it accepted.
import { el } from "./dom.js";
import { number, say } from "./words.js";
import { disclosure, facts, panel } from "./panel.js";
import { certificates } from "./certificates.js";
import { suites } from "./suites.js";

export function servers(data, links) {
  if (data.servers.length === 0) return null;
  return panel("servers", say("servers"), data.servers.map((s) => el("details", { class: "server" },
    el("summary", {}, el("b", {}, s.server), " ", s.role !== "unknown" && el("span", { class: "quiet" }, s.role + (s.name ? " " + s.name : "")),
      " – ", say("server.sessions", { sessions: s.sessions, failed: s.failed })),
    facts([
      [say("server.names"), tallies(s.names.map((n) => ({ ...n, value: n.value || say("no_name") })))],
      [say("server.versions"), tallies(s.versions)],
      [say("more_sessions"), links.sessions ? el("a", { href: links.sessions({ server: address(s.server) }) }, say("show_sessions")) : null],
    ]),
    s.chains.length > 0 && disclosure(say("evidence.certificates"), false, certificates(s, data.findings, null)),
    s.offers.length > 0 && disclosure(say("evidence.suites"), false, suites(s, null)))));
}

function tallies(list) {
  return list.map((t) => `${t.value} (${number(t.sessions)})`).join(", ");
}

// address is a server without its port.
function address(server) {
  return server.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
}
