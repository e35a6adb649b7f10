/** The rich_text block: sections, lists, quotes and preformatted text, with all their inline elements. */

import { h } from "../../dom.js";
import { dateNode, emojiNode, linkNode, mentionNode } from "../mrkdwn.js";

export function renderRichText(block, world) {
  return h("div", { class: "block-rich text" }, merged(block.elements ?? [], world));
}

/** Slack sends a nested list as flat lists with growing `indent`; drawn as such, with a margin. */
function merged(elements, world) {
  return elements.map((element) => part(element, world));
}

function part(element, world) {
  const inner = () => (element.elements ?? []).map((child) => inline(child, world));
  switch (element.type) {
    case "rich_text_list":
      return list(element, world);
    case "rich_text_quote":
      return h("blockquote", null, inner());
    case "rich_text_preformatted":
      return h("pre", null, inner());
    default:
      return h("div", { class: "rich-section" }, inner());
  }
}

function list(element, world) {
  const items = (element.elements ?? []).map((child) =>
    h(
      "li",
      null,
      (child.elements ?? []).map((node) => inline(node, world)),
    ),
  );
  const indent = Math.min(Math.max(Number(element.indent) || 0, 0), 8);
  const props = { class: `rich-list indent-${indent}` };
  if (element.style !== "ordered") return h("ul", props, items);
  return h("ol", { ...props, start: element.offset ? Number(element.offset) + 1 : null }, items);
}

function inline(element, world) {
  const node = bare(element, world);
  const style = element.style ?? {};
  let styled = node;
  if (style.code) styled = h("code", null, styled);
  if (style.strike) styled = h("s", null, styled);
  if (style.italic) styled = h("em", null, styled);
  if (style.bold) styled = h("strong", null, styled);
  if (style.underline) styled = h("u", null, styled);
  return styled;
}

function bare(element, world) {
  switch (element.type) {
    case "text":
      return document.createTextNode(element.text ?? "");
    case "link":
      return linkNode(element.url, element.text || element.url);
    case "emoji":
      return emojiNode(element.name, element.unicode);
    case "user":
      return mentionNode({ type: "user", id: element.user_id }, world);
    case "channel":
      return mentionNode({ type: "channel", id: element.channel_id }, world);
    case "usergroup":
      return mentionNode({ type: "group", id: element.usergroup_id }, world);
    case "broadcast":
      return mentionNode({ type: "broadcast", range: element.range }, world);
    case "date":
      return dateNode(
        {
          unix: element.timestamp,
          format: element.format ?? "{date_short} {time}",
          url: element.url,
          label: element.fallback,
        },
        world,
      );
    case "color":
      return h("code", null, element.value);
    default:
      return document.createTextNode(element.text ?? element.fallback ?? "");
  }
}
