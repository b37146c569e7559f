// The list of sessions, and one session.
import { append, el, replace } from "./dom.js";
import { duration, number, preciseTime, say, time } from "./words.js";
import { disclosure, facts, panel, table } from "./panel.js";
import { endpoint, ladder } from "./ladder.js";
import { get, packets } from "./api.js";
import { address, chosen, form, SESSIONS } from "./filters.js";
import { frame } from "./frame.js";

export async function sessionList(info) {
  const filters = chosen(SESSIONS);
  const first = await get("/sessions", filters);
  const rows = [...first.sessions];
  const place = el("div", {});
  let next = first.next;
  const draw = () => replace(place, listing(rows), next && el("p", {}, el("button", { type: "button", class: "more", on: { click: more } }, say("sessions.more"))));
  const more = async () => {
    const page = await get("/sessions", { ...filters, after: next });
    rows.push(...page.sessions);
    next = page.next;
    draw();
  };
  draw();
  const section = panel("sessions", say("sessions"),
    disclosure(say("filter"), matchMedia("(min-width: 40rem)").matches, form("/sessions", SESSIONS, info)), place);
  promote(section);
  frame(info, null, section);
}

// promote makes the heading of a section that of the page.
function promote(section) {
  const heading = section.querySelector("h2");
  heading.replaceWith(el("h1", { id: heading.id, class: "title" }, heading.textContent));
}

function listing(rows) {
  if (rows.length === 0) return el("p", { role: "status" }, say("sessions.none"));
  return table(say("sessions.count", { count: rows.length }), [say("time_utc"), say("client"), say("server"), say("name"), say("version"), say("stage"), say("outcome")],
    rows.map((s) => ({
      cells: [el("a", { href: address("/sessions/" + encodeURIComponent(s.id), {}) }, preciseTime(s.start)), s.client, s.server, s.name ?? "–", s.version ?? "–", s.stage, outcome(s.outcome)],
    })), { class: "times sessions" });
}

function outcome(name) {
  return el("span", { class: name === "established" ? "good" : name === "truncated" || name === "not_tls" ? "quiet" : "bad" }, name);
}

export async function oneSession(info) {
  const id = decodeURIComponent(location.pathname.split("/")[2]);
  const { session, ladder: steps } = await get("/sessions/" + encodeURIComponent(id), chosen([]));
  const tls = session.tls ?? {};
  const latency = session.tcp.latency ?? {};
  const head = panel("session", say("session", { id: session.id }),
    facts([
      [say("outcome"), outcome(session.outcome)], [say("stage"), session.stage],
      [say("time_utc"), preciseTime(session.start) + " – " + preciseTime(session.end)],
      [say("client"), el("a", { href: address("/sessions", { client: session.client.ip }) }, endpoint(session.client))],
      [say("server"), el("a", { href: address("/sessions", { server: session.server.ip }) }, endpoint(session.server))],
      [say("name"), tls.sni ?? session.proxy?.host], [say("version"), tls.version], [say("suite"), tls.cipher],
      [say("file"), session.file],
    ]), info.packets && download(session.id), ladder(session, steps));
  promote(head);
  frame(info, null, head,
    tls.certificates?.length > 0 && certificates(tls.certificates),
    panel("details", say("details"),
      facts([
        ["JA3", tls.ja3], ["JA4", tls.ja4], ["ALPN", tls.alpn], [say("group"), tls.group],
        ["TCP", say("tcp.bytes", { sent: session.tcp.bytes[0], received: session.tcp.bytes[1] })],
        [say("tcp.again"), number(session.tcp.retransmitted[0]) + " / " + number(session.tcp.retransmitted[1])],
        [say("tcp.missing"), number(session.tcp.missing_bytes[0]) + " / " + number(session.tcp.missing_bytes[1])],
        [say("tcp.rtt"), session.tcp.rtt_us && duration(session.tcp.rtt_us)],
        [say("latency.hello"), latency.client_hello_to_server_hello_us && duration(latency.client_hello_to_server_hello_us)],
        [say("session.notes"), session.notes?.join("; ")],
      ]),
      tls.offered_ciphers?.length > 0 && disclosure(say("offered", { count: tls.offered_ciphers.length }), false,
        el("ul", { class: "plain-list" }, tls.offered_ciphers.map((s) => el("li", {}, el("code", {}, s))))),
      disclosure("JSON", false, el("pre", { class: "json", tabindex: "0" }, el("code", {}, JSON.stringify(session, null, 1))))));
}

// download is a button that fetches the packets and keeps them as a file.
function download(id) {
  const status = el("span", { role: "status" });
  const fetchThem = async (e) => {
    e.currentTarget.disabled = true;
    const button = e.currentTarget;
    replace(status, say("packets.searching"));
    try {
      const link = el("a", { href: URL.createObjectURL(await packets(id)), download: `session-${id}.pcapng` });
      link.click();
      URL.revokeObjectURL(link.href);
      replace(status, say("packets.done"));
    } catch (error) {
      replace(status, error.message || say("trouble.away"));
    }
    button.disabled = false;
  };
  return el("p", { class: "buttons" }, el("button", { type: "button", class: "packets", on: { click: fetchThem } }, say("packets")), status);
}

function certificates(chain) {
  return panel("certificates", say("certificates"), el("ol", { class: "issued" }, chain.map((c) => append(el("li", {}), [
    el("b", {}, c.subject),
    facts([
      [say("cert.issuer"), c.issuer], [say("cert.names"), [...(c.dns_names ?? []), ...(c.ip_addresses ?? [])].join(", ")],
      [say("cert.validity"), time(c.not_before) + " – " + time(c.not_after)], [say("cert.key"), [c.key, c.signature].filter(Boolean).join(", ")],
      ["SHA-256", el("code", {}, c.sha256)],
    ]),
  ]))));
}
