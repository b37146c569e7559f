// The suites that clients offered beside those that a server accepted; what
// both have is marked.
import { el } from "./dom.js";
import { say } from "./words.js";

const SHOWN = 4;

// suites compares all lists that a server was offered; where a finding is
// given, those that it names.
export function suites(server, about) {
  const accepted = new Set(server.accepted.map((t) => t.value));
  const refused = (about?.detail?.offers ?? []).map((o) => (o.ciphers ?? []).join());
  const named = server.offers.filter((o) => refused.includes(o.suites.join()));
  const offers = named.length > 0 ? named : server.offers;
  return el("div", { class: "suites" },
    el("div", { class: "suite-list" },
      el("h4", {}, say("suites.accepted", { server: server.server })),
      server.accepted.length === 0
        ? el("p", { class: "quiet" }, say("suites.none_accepted"))
        : el("ul", {}, server.accepted.map((t) => el("li", {}, el("code", {}, t.value), el("span", { class: "quiet" }, "\u00a0 " + say("in_sessions", { sessions: t.sessions })))))),
    offers.slice(0, SHOWN).map((offer) => list(offer, accepted)),
    offers.length > SHOWN && el("p", { class: "quiet" }, say("suites.more", { count: offers.length - SHOWN })));
}

function list(offer, accepted) {
  const common = offer.suites.filter((s) => accepted.has(s)).length;
  return el("div", { class: "suite-list" },
    el("h4", {}, say("suites.offered", { clients: offer.clients.join(", ") + (offer.sessions > offer.clients.length ? " …" : "") })),
    el("p", { class: common === 0 ? "bad" : "quiet" },
      common === 0 ? "✕ " + say("suites.nothing_common") : "✓ " + say("suites.common", { count: common }),
      " · ", say("suites.sessions", { sessions: offer.sessions, failed: offer.failed }), " · ", offer.versions.join(", ")),
    el("ul", {}, offer.suites.map((s) => el("li", { class: accepted.has(s) ? "common" : "" },
      el("span", { class: "mark" }, accepted.has(s) ? "✓" : ""), el("code", {}, s), accepted.has(s) && el("span", { class: "aloud" }, " " + say("suites.both"))))));
}
