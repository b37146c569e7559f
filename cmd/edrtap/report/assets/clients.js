// Clients by state: one row for each client, one column for each state.
import { el, replace } from "./dom.js";
import { number, say, time } from "./words.js";
import { panel, STATE_MARKS, table } from "./panel.js";

const PAGE = 100;

export function clients(data, links) {
  if (data.client_count === 0) return null;
  const filter = { text: "", state: "" };
  const shown = { rows: PAGE };
  const place = el("div", {});
  const count = el("p", { class: "quiet", role: "status" });
  const draw = () => {
    const fits = data.clients.filter((c) => (filter.state === "" || c.state === filter.state) && matches(c, filter.text));
    replace(count, say("clients.shown", { shown: Math.min(fits.length, shown.rows), all: data.client_count }));
    replace(place, matrix(data, fits.slice(0, shown.rows), links), fits.length > shown.rows && el("button", {
      type: "button", on: { click: () => { shown.rows = Infinity; draw(); } },
    }, say("show_all", { count: fits.length })));
  };
  draw();
  return panel("clients", say("clients.title"), el("form", { class: "filter", role: "search", on: { submit: (e) => e.preventDefault() } },
    el("label", {}, say("filter.clients"), el("input", { type: "search", autocomplete: "off", spellcheck: "false", on: {
      input: (e) => { filter.text = e.target.value.trim().toLowerCase(); draw(); },
    } })),
    el("label", {}, say("filter.state"), el("select", { on: { change: (e) => { filter.state = e.target.value; draw(); } } },
      el("option", { value: "" }, say("filter.any")), data.states.filter((s) => s.clients > 0).map((s) => el("option", { value: s.state }, `${s.state} (${number(s.clients)})`)))),
  ), count, place);
}

function matches(client, text) {
  return text === "" || [client.client, client.appliance ?? "", ...(client.causes ?? []).map((c) => c.rule)]
    .some((s) => s.toLowerCase().includes(text));
}

function matrix(data, rows, links) {
  const states = data.states.filter((s) => s.clients > 0).map((s) => s.state);
  const day = data.first && data.first.slice(0, 10) === data.last.slice(0, 10) ? data.first.slice(0, 10) : "";
  const clock = (t) => t && t.slice(0, 10) === day ? time(t).slice(11) : time(t);
  const columns = [say("client"), ...states.map((s) => ({ title: s, class: "mark" })), say("causes.short"), say("appliance"), say("last_contact"), say("last_manager")];
  return table(say("clients.times", { day }), columns, rows.map((c) => ({
    cells: [
      links.sessions ? el("a", { href: links.sessions({ client: c.client }) }, c.client) : c.client,
      ...states.map((s) => s === c.state ? el("span", { class: "state " + s }, el("span", { "aria-hidden": "true" }, STATE_MARKS[s]), el("span", { class: "aloud" }, s)) : ""),
      (c.causes ?? []).map((x, i) => [i > 0 ? ", " : "", el("span", { title: data.rules[x.rule]?.title }, x.rule), el("span", { class: "quiet" }, " (" + x.evidence + ")")]),
      c.appliance ?? "–", clock(c.last_contact), clock(c.last_manager_contact),
    ],
  })), { class: "matrix" });
}
