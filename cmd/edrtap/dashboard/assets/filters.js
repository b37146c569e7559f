// Filters live in the address of the page, so that a view can be kept and
// passed on.
import { el } from "./dom.js";
import { say } from "./words.js";

export const OVERVIEW = ["since", "until", "client", "server", "name"];
export const SESSIONS = ["text", "client", "server", "outcome", "rule", "since", "until", "order"];

// chosen gives the filters of this address, with the language.
export function chosen(names) {
  const search = new URLSearchParams(location.search);
  return Object.fromEntries([...names, "finding", "lang"].map((name) => [name, search.get(name) ?? ""]).filter(([, value]) => value !== ""));
}

// address makes the address of a view with filters; the language stays.
export function address(path, filters) {
  const search = new URLSearchParams(filters);
  const lang = new URLSearchParams(location.search).get("lang");
  if (lang) search.set("lang", lang);
  for (const [name, value] of [...search]) if (value === "") search.delete(name);
  return path + (search.size > 0 ? "?" + search : "");
}

const TYPES = { since: "datetime-local", until: "datetime-local", text: "search" };

// form shows a field for each filter, and goes to its address when sent.
export function form(path, names, info) {
  const now = chosen(names);
  const choices = {
    outcome: info.outcomes.map((o) => [o, o]),
    rule: info.rules.map((r) => [r.id, `${r.id} – ${r.title}`]),
    order: [["oldest", say("filter.oldest")]],
  };
  const field = (name) => choices[name]
    ? el("select", { name }, el("option", { value: "" }, name === "order" ? say("filter.latest") : say("filter.any")),
      choices[name].map(([value, label]) => el("option", { value, selected: now[name] === value }, label)))
    : el("input", { name, type: TYPES[name] ?? "text", step: TYPES[name] ? "1" : null, value: now[name]?.replace(/Z$/, "") ?? "", autocomplete: "off", spellcheck: "false" });
  const send = (e) => {
    e.preventDefault();
    location.assign(address(path, Object.fromEntries(new FormData(e.target))));
  };
  return el("form", { class: "filter", role: "search", "aria-label": say("filter"), on: { submit: send } },
    names.map((name) => el("label", {}, say("filter." + name), field(name))),
    el("button", { type: "submit" }, say("filter.apply")),
    Object.keys(now).some((name) => name !== "lang") && el("a", { href: address(path, {}) }, say("filter.clear")));
}
