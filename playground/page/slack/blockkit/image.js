/** Images. Nothing is loaded from outside this machine: what cannot be shown becomes a labelled placeholder. */

import { h, icon } from "../../dom.js";
import { textNodes } from "./text.js";

/** `kind`: block (default), accessory or context. */
export function renderImage(image, world, kind = "block") {
  const url = image.image_url ?? image.slack_file?.url ?? "";
  const picture = local(url) ? loaded(url, image.alt_text, kind) : placeholder(image.alt_text, kind);
  if (kind !== "block") return picture;
  return h(
    "figure",
    { class: "block-image" },
    image.title && h("figcaption", null, textNodes(image.title, world)),
    picture,
  );
}

function local(url) {
  try {
    const target = new URL(url, location.href);
    return target.origin === location.origin || target.protocol === "data:";
  } catch {
    return false;
  }
}

function loaded(url, alt, kind) {
  const picture = h("img", { class: `image image-${kind}`, src: url, alt: alt ?? "", loading: "lazy" });
  picture.addEventListener("error", () => picture.replaceWith(placeholder(alt, kind)), { once: true });
  return picture;
}

function placeholder(alt, kind) {
  const label = alt || "Image";
  return h(
    "span",
    { class: `image image-${kind} image-missing`, role: "img", "aria-label": label, title: label },
    icon("image"),
    kind === "block" && h("span", null, label),
  );
}
