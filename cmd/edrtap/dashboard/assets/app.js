// The dashboard: one page for all views, which looks at its address.
import { el, replace } from "./dom.js";
import { say, setWords } from "./words.js";
import { get, listen, login, Refused } from "./api.js";
import { frame, news, trouble } from "./frame.js";
import { overview } from "./overview.js";
import { oneSession, sessionList } from "./sessions.js";
import { captures } from "./captures.js";

const language = { lang: new URLSearchParams(location.search).get("lang") ?? "" };

function view() {
  if (location.pathname === "/sessions") return sessionList;
  if (location.pathname.startsWith("/sessions/")) return oneSession;
  return location.pathname === "/captures" ? captures : overview;
}

async function start() {
  const words = await get("/words", language);
  setWords(words.lang, words.words);
  let info;
  try {
    info = await get("/info", language);
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return askToken();
    throw error;
  }
  await show(info);
}

async function show(info) {
  let updated = null;
  const redraw = () => view()(info).catch((error) => frame(info, null, trouble(error)));
  updated = await redraw();
  listen(info.age, {
    changed: () => {
      if (location.pathname === "/captures") return;
      // Nobody who reads further down is torn away from what he reads.
      if (scrollY < 120 && !document.querySelector("#main :focus")) redraw();
      else news(redraw);
    },
    capture: (capture) => updated?.(capture),
  });
}

function askToken() {
  const status = el("p", { role: "alert", class: "bad" });
  const send = async (e) => {
    e.preventDefault();
    try {
      await login(new FormData(e.target).get("token"));
      location.reload();
    } catch (error) {
      replace(status, error.message);
    }
  };
  replace(document.getElementById("page"), el("main", { class: "plain" }, el("h1", {}, "edrtap"),
    el("form", { class: "filter", on: { submit: send } },
      el("label", {}, say("token"), el("input", { name: "token", type: "password", autocomplete: "current-password", required: true, autofocus: true })),
      el("button", { type: "submit" }, say("token.send"))), status));
}

start().catch((error) => replace(document.getElementById("page"), el("main", { class: "plain" }, trouble(error))));
