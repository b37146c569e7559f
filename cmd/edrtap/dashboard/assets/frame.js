// What all views of the dashboard have around them.
import { append, el, replace } from "./dom.js";
import { say } from "./words.js";
import { skipLink } from "./view.js";
import { address } from "./filters.js";

const VIEWS = [["/", "view.overview"], ["/sessions", "view.sessions"], ["/captures", "view.captures"]];

// frame puts a view into the page; aside stands beside it.
export function frame(info, aside, ...content) {
  const here = location.pathname.startsWith("/sessions") ? "/sessions" : location.pathname;
  replace(document.getElementById("page"),
    skipLink(),
    el("header", { class: "top" }, el("p", { class: "brand" }, "edrtap"),
      el("nav", { class: "views", "aria-label": say("views") }, VIEWS.filter(([path]) => path !== "/captures" || info.uploads)
        .map(([path, key]) => el("a", { href: address(path, {}), "aria-current": path === here ? "page" : null }, say(key)))),
      el("p", { id: "news", role: "status" }),
      languages()),
    el("div", { class: aside ? "layout" : "layout single" }, aside, el("main", { id: "main", tabindex: "-1" }, content)),
    el("footer", {}, say("footer")));
}

function languages() {
  const other = document.documentElement.lang === "ja" ? ["en", "English"] : ["ja", "日本語"];
  const search = new URLSearchParams(location.search);
  search.set("lang", other[0]);
  return el("a", { href: location.pathname + "?" + search, lang: other[0], hreflang: other[0], class: "language" }, other[1]);
}

// news says that there is more to see, and shows it on request.
export function news(show) {
  const place = document.getElementById("news");
  if (place.childElementCount > 0) return;
  append(place, [say("news") + " ", el("button", { type: "button", on: { click: () => { replace(place); show(); } } }, say("news.show"))]);
}

export function trouble(error) {
  return el("section", { class: "panel", role: "alert" }, el("h1", {}, say("trouble")), el("p", {}, error.message || say("trouble.away")));
}
