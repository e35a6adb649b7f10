/** Portraits without pictures: initials on a colour that stays the same for a person. */

import { h } from "./dom.js";

// Each keeps white text above 4.5:1.
const COLOURS = [
  "#9d3050",
  "#a8431c",
  "#7c5c00",
  "#3f6b1f",
  "#0b6e5d",
  "#0b6a8f",
  "#3557b7",
  "#6a3fb5",
  "#8f3a94",
  "#5c5568",
  "#7a4a3a",
  "#1f6f3f",
];

const BOT = "#6a2b7d";

function hash(text) {
  let sum = 0;
  for (const sign of text) sum = (sum * 31 + sign.codePointAt(0)) >>> 0;
  return sum;
}

export function initials(name) {
  const words = String(name)
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

/** `size`: large (36), small (24), tiny (20). `who.sign` stands for the initials. Decorative: the name stands beside it. */
export function avatar(who, size = "large") {
  const text = who.sign || initials(who.real_name || who.handle || who.id);
  const node = h("span", { class: `avatar avatar-${size}${who.is_bot ? " bot" : ""}`, "aria-hidden": "true" }, text);
  node.style.backgroundColor = who.is_bot
    ? BOT
    : COLOURS[hash(who.handle || who.id || who.real_name || "") % COLOURS.length];
  return node;
}
