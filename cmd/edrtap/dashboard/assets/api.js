// The API of this server, and nothing else: see /api/v1/openapi.json.

const API = "/api/v1";

// Refused is an answer that is not the one asked for.
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function ask(path, options) {
  const response = await fetch(API + path, { credentials: "same-origin", ...options });
  if (response.status === 204) return null;
  const body = await response.json();
  if (!response.ok) throw new Refused(response.status, body.error ?? response.statusText);
  return body;
}

export function get(path, query = {}) {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined));
  return ask(path + (search.size > 0 ? "?" + search : ""));
}

export function login(token) {
  return ask("/login", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token }) });
}

// packets gives those of a session as a file.
export async function packets(id) {
  const response = await fetch(`${API}/sessions/${encodeURIComponent(id)}/packets`, { credentials: "same-origin" });
  if (!response.ok) throw new Refused(response.status, (await response.json()).error);
  return response.blob();
}

// upload sends a file and tells how much of it is sent.
export function upload(file, sent) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${API}/captures?${new URLSearchParams({ name: file.name.slice(-200) })}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", (e) => sent(e.loaded));
    request.addEventListener("load", () => request.status === 202
      ? resolve(request.response)
      : reject(new Refused(request.status, request.response?.error ?? request.statusText)));
    request.addEventListener("error", () => reject(new Refused(0, "")));
    request.send(file);
  });
}

// listen calls changed when the results have another age than known, and capture
// for each step of an uploaded one. It listens only while the page is seen: a
// browser has few connections to one server, and keeps pages that were left.
export function listen(known, { changed, capture }) {
  let events = null;
  const open = () => {
    if (events || document.hidden) return;
    events = new EventSource(API + "/events");
    events.addEventListener("results", (e) => {
      const { age } = JSON.parse(e.data);
      if (age !== known) changed();
      known = age;
    });
    events.addEventListener("capture", (e) => capture(JSON.parse(e.data)));
  };
  const close = () => {
    events?.close();
    events = null;
  };
  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}
