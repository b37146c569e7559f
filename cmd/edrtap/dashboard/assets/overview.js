// The overview: the same document as a report's, of the sessions that the
// filters let through.
import { el } from "./dom.js";
import { say } from "./words.js";
import { disclosure } from "./panel.js";
import { contents, sections } from "./view.js";
import { get } from "./api.js";
import { address, chosen, form, OVERVIEW } from "./filters.js";
import { frame } from "./frame.js";

export async function overview(info) {
  const filters = chosen(OVERVIEW);
  const data = await get("/overview", filters);
  const { lang, ...narrowed } = filters;
  const links = { sessions: (more) => address("/sessions", { ...narrowed, ...more }) };
  const list = sections(data, links);
  frame(info, contents(list),
    el("div", { class: "narrow-down" }, disclosure(say("filter"), Object.keys(narrowed).length > 0, form("/", OVERVIEW, info))), list);
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}
