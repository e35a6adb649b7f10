/** The confirmation an element may ask for before it acts. */

import { confirmed } from "../../confirm.js";
import { textNodes } from "./text.js";

/** Resolves true when the person agreed to a confirmation object. Focus returns to `from`. */
export function confirmedObject(confirm, world, from) {
  const nodes = (object) => textNodes(object, world);
  const words = {
    title: nodes(confirm.title),
    text: nodes(confirm.text),
    yes: nodes(confirm.confirm ?? "Yes"),
    no: nodes(confirm.deny ?? "Cancel"),
    danger: confirm.style === "danger",
  };
  return confirmed(words, from);
}
