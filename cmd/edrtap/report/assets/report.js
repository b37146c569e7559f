// The report: the document is in the page.
import { append, el } from "./dom.js";
import { say, setWords } from "./words.js";
import { contents, sections, skipLink } from "./view.js";

const payload = JSON.parse(document.getElementById("data").textContent);
setWords(payload.lang, payload.words);
const list = sections(payload.document, {});
append(document.getElementById("page"), [
  skipLink(),
  el("header", { class: "top" }, el("p", { class: "brand" }, "edrtap"), el("p", { class: "quiet" }, say("report_of", {
    files: payload.document.runs.flatMap((r) => r.files).slice(0, 6).join(", ") || "–",
  }))),
  el("div", { class: "layout" }, contents(list), el("main", { id: "main", tabindex: "-1" }, list)),
  el("footer", {}, say("footer")),
]);
// What is folded on the screen is open on paper.
addEventListener("beforeprint", () => {
  for (const d of document.querySelectorAll("details:not([open], .aside)")) {
    d.open = true;
    d.dataset.folded = "yes";
  }
});
addEventListener("afterprint", () => {
  for (const d of document.querySelectorAll("details[data-folded]")) {
    d.open = false;
    delete d.dataset.folded;
  }
});
