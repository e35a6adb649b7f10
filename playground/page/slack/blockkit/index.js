/**
 * Block Kit: data -> DOM. Pure in what it draws; a person's doings leave through `ctx`:
 *   world      people, channels, zone and present instant (see store.world)
 *   values     a Values, read and written by inputs
 *   act        (action) => Promise, a block action for the app
 *   options    (block_id, action_id, query) => Promise<groups>, for external selects
 *   errors     {block_id: sentence} to show at inputs
 */

import { h, icon, reconcile, uid } from "../../dom.js";
import { linkNode, mrkdwn } from "../mrkdwn.js";
import { renderElement } from "./elements.js";
import { renderImage } from "./image.js";
import { renderInput } from "./input.js";
import { renderRichText } from "./richtext.js";
import { textNodes, textString } from "./text.js";
import { initialValue, statefulElements } from "./values.js";

/** Draws `blocks` into `parent`, reusing what has not changed, so that typing survives an update. */
export function drawBlocks(parent, blocks, ctx) {
  rememberInitials(blocks, ctx.values);
  reconcile(
    parent,
    (blocks ?? []).map((block, index) => ({
      key: block.block_id || `#${index}`,
      sig: JSON.stringify([block, ctx.errors?.[block.block_id], ctx.version]),
      make: () => renderBlock(block, ctx),
    })),
  );
}

function rememberInitials(blocks, values) {
  for (const block of blocks ?? []) {
    for (const element of statefulElements(block)) {
      const known = values.get(block.block_id, element.action_id);
      if (!known || known.type !== element.type) values.set(block.block_id, element.action_id, initialValue(element));
    }
  }
}

export function renderBlock(block, ctx) {
  const node = draw(block, ctx);
  node.classList.add("block");
  if (block.block_id) node.dataset.blockId = block.block_id;
  return node;
}

function draw(block, ctx) {
  switch (block.type) {
    case "section":
      return section(block, ctx);
    case "header":
      return h("div", { class: "block-header", role: "heading", "aria-level": 3 }, textNodes(block.text, ctx.world));
    case "divider":
      return h("hr", { class: "block-divider" });
    case "context":
      return context(block, ctx);
    case "actions":
      return h(
        "div",
        { class: "block-actions", role: "group", "aria-label": "Actions" },
        (block.elements ?? []).map((element) => renderElement(element, block, ctx)),
      );
    case "image":
      return renderImage(block, ctx.world);
    case "input":
      return renderInput(block, ctx);
    case "rich_text":
      return renderRichText(block, ctx.world);
    case "markdown":
      return h("div", { class: "block-markdown text" }, mrkdwn(fromMarkdown(block.text), ctx.world));
    case "video":
      return video(block, ctx);
    case "table":
      return table(block, ctx);
    case "context_actions":
      return h(
        "div",
        { class: "block-actions" },
        (block.elements ?? []).map((element) => renderElement(element, block, ctx)),
      );
    default:
      return h("div", { class: "block-unknown" }, `A block of type “${block.type}” cannot be shown here.`);
  }
}

function section(block, ctx) {
  const textId = uid("t");
  const body = h("div", { class: "section-body" });
  if (block.text) body.append(h("div", { class: "text", id: textId }, textNodes(block.text, ctx.world)));
  if (block.fields?.length) {
    body.append(
      h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", { class: "text field" }, textNodes(field, ctx.world))),
      ),
    );
  }
  const accessory =
    block.accessory &&
    h(
      "div",
      { class: "accessory" },
      renderElement(block.accessory, block, { ...ctx, labelledBy: block.text ? textId : null }),
    );
  return h("div", { class: `block-section${block.accessory?.type === "image" ? " with-image" : ""}` }, body, accessory);
}

function context(block, ctx) {
  const items = (block.elements ?? []).map((element) =>
    element.type === "image"
      ? renderImage(element, ctx.world, "context")
      : h("span", { class: "text" }, textNodes(element, ctx.world)),
  );
  return h("div", { class: "block-context" }, items);
}

function video(block, ctx) {
  return h(
    "div",
    { class: "block-video" },
    icon("image"),
    h(
      "span",
      null,
      linkNode(block.title_url ?? block.video_url, textString(block.title)),
      textNodes(block.description, ctx.world),
    ),
  );
}

function table(block, ctx) {
  const cell = (data) =>
    data.type === "rich_text"
      ? renderRichText(data, ctx.world)
      : textNodes({ type: "plain_text", text: data.text ?? "" });
  const [head, ...rows] = block.rows ?? [];
  const line = (tag) => (row) =>
    h(
      "tr",
      null,
      row.map((data) => h(tag, { scope: tag === "th" ? "col" : null }, cell(data))),
    );
  return h(
    "div",
    { class: "block-table" },
    h("table", null, head && h("thead", null, line("th")(head)), h("tbody", null, rows.map(line("td")))),
  );
}

/** The little of Markdown that differs from mrkdwn; enough to read a text, not a Markdown engine. */
function fromMarkdown(text) {
  return String(text ?? "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/^#{1,6} +(.*)$/gm, "**$1**")
    .replace(/^[-*] +/gm, "• ")
    .replace(/\*\*(.+?)\*\*/g, "\u0000$1\u0000")
    .replace(/(?<![\w*])\*(?!\s)([^*\n]+?)\*(?!\w)/g, "_$1_")
    .replaceAll("\u0000", "*")
    .replace(/~~(.+?)~~/g, "~$1~")
    .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>");
}
