/** Text objects of Block Kit. */

import { h } from "../../dom.js";
import { mrkdwn, plain, unescape } from "../mrkdwn.js";

/** Nodes for a {type: "mrkdwn" | "plain_text", text} object. */
export function textNodes(object, world) {
  if (!object) return [];
  if (typeof object === "string") return plain(object);
  return object.type === "mrkdwn" ? mrkdwn(object.text, world) : plain(object.text, object.emoji !== false);
}

/** The same as one string, for names, placeholders and searching. */
export function textString(object) {
  if (!object) return "";
  const box = h("span", null, plain(typeof object === "string" ? object : object.text));
  return object.type === "mrkdwn" ? unescape(object.text) : box.textContent;
}
