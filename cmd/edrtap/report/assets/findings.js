// One article for each cause: whom it concerns, how sure it is, what to
// change, and the evidence.
import { el } from "./dom.js";
import { number, say, time } from "./words.js";
import { addresses, disclosure, facts, panel, severity } from "./panel.js";
import { ladder } from "./ladder.js";
import { certificates } from "./certificates.js";
import { suites } from "./suites.js";

// What is shown as evidence, by the group of a rule.
const WITH_CERTIFICATES = ["certificate", "trust", "interception"];
const WITH_SUITES = ["negotiation"];

export function findings(data, links) {
  const severe = data.findings.map((f, i) => [f, i]).filter(([f]) => f.severity !== "info");
  const notes = data.findings.map((f, i) => [f, i]).filter(([f]) => f.severity === "info");
  return panel("causes", say("causes"),
    data.findings.length === 0 && el("p", {}, say("no_findings")),
    severe.map(([f, i], at) => article(f, i, data, links, at === 0)),
    notes.length > 0 && disclosure(say("notes", { count: notes.length }), severe.length === 0,
      notes.map(([f, i]) => article(f, i, data, links, false))));
}

function article(f, index, data, links, open) {
  const id = "finding-" + index;
  const rule = data.rules[f.rule];
  return el("article", { id, class: "finding " + f.severity, "aria-labelledby": id + "-h", tabindex: "-1" },
    el("header", {},
      el("p", { class: "kicker" }, severity(f.severity), el("span", {}, say("evidence"), ": ", el("b", {}, f.evidence)),
        f.causes.length > 0 && el("span", {}, say("vendor_causes", { causes: f.causes.join(", ") }))),
      el("h3", { id: id + "-h" }, f.title)),
    f.detail?.explained_by
      ? disclosure(say("explained_by") + " " + [f.detail.explained_by].flat().join(", "), false, body(f, rule, data, links, false))
      : body(f, rule, data, links, open));
}

function body(f, rule, data, links, open) {
  return [
    el("div", { class: "columns" },
      el("div", {},
        el("p", {}, f.explanation),
        f.remedy.length > 0 && [el("h4", {}, say("what_to_do")), el("ol", { class: "remedy" }, f.remedy.map((step) => el("li", {}, step)))]),
      facts([
        [say("clients") + (f.client_count ? " (" + number(f.client_count) + ")" : ""), f.client_count > 0 ? addresses(f.clients, f.clients_unlisted) : null],
        [say("server"), f.server && [f.server, f.names?.length ? el("span", { class: "quiet" }, " (" + f.names.slice(0, 5).join(", ") + ")") : ""]],
        [say("seen"), f.first && [f.session_count > 0 && [say("sessions_between", { sessions: f.session_count }), el("br")], time(f.first), " – ", time(f.last)]],
        [say("why_sure", { evidence: f.evidence }), f.evidence_says],
        [say("rule"), [el("code", {}, f.rule), rule ? " – " + rule.title : ""]],
        [say("more_sessions"), links.sessions && f.session_count > 0 ? el("a", { href: links.sessions({ rule: f.rule }) }, say("show_sessions")) : null],
      ])),
    evidence(f, rule, data, open),
  ];
}

function evidence(f, rule, data, open) {
  const server = data.servers.find((s) => s.server === f.server);
  const parts = [];
  if (f.example) parts.push(disclosure(say("evidence.example"), open, ladder(f.example.session, f.example.ladder)));
  if (server && WITH_CERTIFICATES.includes(rule?.group) && server.chains.length > 0) {
    parts.push(disclosure(say("evidence.certificates"), open, certificates(server, data.findings, f)));
  }
  if (server && WITH_SUITES.includes(rule?.group) && server.offers.length > 0) {
    parts.push(disclosure(say("evidence.suites"), true, suites(server, f)));
  }
  return parts.length > 0 && el("div", { class: "evidence" }, parts);
}
