// Captures that are uploaded here and analysed into the store.
import { el, replace } from "./dom.js";
import { bytes, number, say } from "./words.js";
import { panel } from "./panel.js";
import { get, upload } from "./api.js";
import { frame } from "./frame.js";
import { address } from "./filters.js";

export async function captures(info) {
  const known = new Map((await get("/captures")).captures.map((c) => [c.id, c]));
  const list = el("ul", { class: "captures" });
  const draw = () => replace(list, [...known.values()].reverse().map(one));
  const status = el("p", { role: "status" });
  const sending = el("progress", { max: "1", value: "0", hidden: true, "aria-label": say("captures.sending") });
  const input = el("input", { type: "file", name: "capture", accept: ".pcap,.pcapng,.cap,.gz,.zst", required: true });
  const send = async (e) => {
    e.preventDefault();
    const [file] = input.files;
    if (!file) return;
    if (file.size > info.max_upload) {
      replace(status, say("captures.large", { limit: bytes(info.max_upload) }));
      return;
    }
    sending.hidden = false;
    replace(status, say("captures.sending"));
    try {
      const capture = await upload(file, (sent) => { sending.value = sent / Math.max(file.size, 1); });
      if (!known.has(capture.id)) known.set(capture.id, capture);
      replace(status);
      input.value = "";
    } catch (error) {
      replace(status, say("trouble"), ": ", error.message || say("trouble.away"));
    }
    sending.hidden = true;
    draw();
  };
  draw();
  const section = panel("captures", say("view.captures"), el("p", {}, say("captures.what", { limit: bytes(info.max_upload) })),
    el("form", { class: "filter", on: { submit: send } }, el("label", {}, say("captures.file"), input), el("button", { type: "submit" }, say("captures.send"))),
    sending, status, list);
  const heading = section.querySelector("h2");
  heading.replaceWith(el("h1", { id: heading.id, class: "title" }, heading.textContent));
  frame(info, null, section);
  return (capture) => { known.set(capture.id, capture); draw(); };
}

function one(c) {
  const share = c.size > 0 ? c.read / c.size : 0;
  return el("li", { class: "capture " + c.state },
    el("b", {}, c.name), " ", el("span", { class: "quiet" }, bytes(c.size)), " – ", say("captures." + c.state),
    c.state === "analysing" && [" ", el("progress", { max: "1", value: String(share), "aria-label": c.name }), " ", number(Math.round(share * 100)), " %"],
    c.error && el("p", { class: "bad" }, c.error),
    c.state === "done" && [" ", el("a", { href: address("/", {}) }, say("view.overview"))]);
}
