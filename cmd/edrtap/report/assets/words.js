// The words of the page, and numbers and times as its language writes them.
// The words come with the data: there is one catalogue, and it is not here.

let words = {};
let numbers = new Intl.NumberFormat("en");

export function setWords(language, all) {
  words = all;
  numbers = new Intl.NumberFormat(language);
  document.documentElement.lang = language;
}

// say gives a text with its values: {name} is a value, {name:one|many} a
// number and the word that fits it.
export function say(key, values = {}) {
  const pattern = words[key] ?? key;
  return pattern.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) => {
    if (!(name in values)) return whole;
    const value = values[name];
    const shown = typeof value === "number" ? number(value) : String(value);
    if (one === undefined) return shown;
    return shown + " " + (value === 1 ? one : many);
  });
}

export function number(n) {
  return numbers.format(n);
}

// Times are those of the packets, in UTC.
export function time(t) {
  return t ? t.slice(0, 19).replace("T", " ") : "–";
}

export function preciseTime(t) {
  return t ? t.slice(0, 23).replace("T", " ").replace("Z", "") : "–";
}

export function seconds(unix) {
  return new Date(unix * 1000).toISOString().slice(0, 19).replace("T", " ");
}

export function duration(microseconds) {
  if (microseconds < 1000) return microseconds + " µs";
  if (microseconds < 1e6) return (microseconds / 1000).toFixed(microseconds < 1e4 ? 1 : 0) + " ms";
  return (microseconds / 1e6).toFixed(1) + " s";
}

export function span(from, to) {
  let s = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  const parts = [];
  for (const [unit, size] of [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]]) {
    if (s >= size) parts.push(Math.floor(s / size) + " " + unit);
    s %= size;
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}

export function bytes(n) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return (unit ? n.toFixed(1) : n) + " " + units[unit];
}
