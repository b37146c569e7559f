// The certificates that a server showed beside what was expected of it.
import { el } from "./dom.js";
import { say, time } from "./words.js";
import { disclosure, table } from "./panel.js";

// Rules that speak about one field of a leaf.
const FAULTS = {
  name: ["name-mismatch", "manager-name-mismatch", "san-missing"],
  issuer: ["intercepting-issuer", "interception", "certificate-self-signed", "chain-incomplete"],
  validity: ["certificate-expired", "certificate-not-yet-valid"],
  key: ["certificate-weak"],
};

// certificates shows the chains of a server; where a finding is given, those
// that it is about.
export function certificates(server, findings, about) {
  const named = server.chains.filter((c) => about && names(about.detail, c.certificates[0].sha256));
  const shown = named.length > 0 ? named : server.chains;
  return el("div", { class: "chains" }, shown.map((chain) => one(server, chain, findings, about)));
}

// faulty gives the rules that found fault with a field of this leaf.
function faulty(field, server, leaf, findings) {
  return findings.filter((f) => f.server === server.server && FAULTS[field].includes(f.rule) && names(f.detail, leaf.sha256))
    .map((f) => f.rule);
}

// names says whether a finding's detail is about a certificate.
function names(detail, sha256) {
  return detail?.certificate_sha256 === sha256 || (detail?.certificates ?? []).some((c) => c.certificate_sha256 === sha256);
}

function one(server, chain, findings, about) {
  const leaf = chain.certificates[0];
  const verdict = (field, expected) => {
    const rules = faulty(field, server, leaf, findings);
    if (rules.length > 0) return el("span", { class: "bad" }, "✕ " + rules.join(", "));
    return expected ? el("span", { class: "good" }, "✓") : "–";
  };
  const called = about?.detail?.expected_name ?? server.names.map((n) => n.value || say("no_name")).join(", ");
  const told = server.expected_sha256;
  const own = genuineLeaf(server, about);
  const genuine = told.includes(leaf.sha256);
  const rows = [
    [say("cert.names"), certificateNames(leaf), called, verdict("name", called)],
    [say("cert.subject"), leaf.subject, own?.subject ?? "–", "–"],
    [say("cert.issuer"), leaf.issuer, own?.issuer ?? "–", verdict("issuer", own?.issuer === leaf.issuer)],
    [say("cert.validity"), time(leaf.not_before) + " – " + time(leaf.not_after), say("cert.at", { first: time(chain.first), last: time(chain.last) }), verdict("validity", true)],
    [say("cert.key"), [leaf.key, leaf.signature].filter(Boolean).join(", "), "–", verdict("key", false)],
    ["SHA-256", el("code", {}, leaf.sha256), told.length ? told.map((t) => el("code", {}, t)) : say("cert.untold"),
      told.length === 0 ? "–" : el("span", { class: genuine ? "good" : "bad" }, genuine ? "✓" : "✕ " + say("cert.forged"))],
  ];
  return el("div", { class: "chain" },
    table(say("cert.caption", { server: server.server, sessions: chain.sessions }),
      [say("cert.field"), say("cert.seen"), say("cert.expected"), say("cert.fits")],
      rows.map((cells) => ({ cells })), { class: "compare stack" }),
    disclosure(say("cert.chain", { count: chain.certificates.length }), false, el("ol", { class: "issued" },
      chain.certificates.map((c) => el("li", {}, el("b", {}, c.subject), el("br"),
        el("span", { class: "quiet" }, say("cert.issued_by", { issuer: c.issuer }), " · ", time(c.not_before), " – ", time(c.not_after), " · ", c.key ?? ""))))));
}

// genuineLeaf is the server's true certificate, where it is known: by the
// fingerprint that the operator told, or as the one that others were shown.
function genuineLeaf(server, about) {
  const told = server.chains.find((c) => server.expected_sha256.includes(c.certificates[0].sha256));
  return told?.certificates[0] ?? about?.detail?.beside;
}

function certificateNames(c) {
  const list = [...(c.dns_names ?? []), ...(c.ip_addresses ?? [])];
  if (list.length > 0) return list.join(", ");
  return (c.common_name ? "CN=" + c.common_name + " " : "") + "(" + say("cert.no_san") + ")";
}
