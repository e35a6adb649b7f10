/** Interactive elements: buttons, overflow, selects, date and time, radio buttons, checkboxes, text and file inputs. */

import { h, icon } from "../../dom.js";
import { openMenu } from "../../menu.js";
import { safeUrl } from "../mrkdwn.js";
import { confirmedObject } from "./confirm.js";
import { renderFile } from "./fileinput.js";
import { renderImage } from "./image.js";
import { renderPicker } from "./pickers.js";
import { renderSelect } from "./selects.js";
import { textNodes, textString } from "./text.js";
import { renderText } from "./textinputs.js";

export function renderElement(element, block, ctx) {
  const node = draw(element, block, ctx);
  if (element.action_id) {
    node.dataset.actionId = element.action_id;
    if (block.block_id) node.dataset.blockId = block.block_id;
  }
  node.classList.add("element");
  return node;
}

function draw(element, block, ctx) {
  switch (element.type) {
    case "button":
    case "workflow_button":
    case "icon_button":
      return button(element, block, ctx);
    case "overflow":
      return overflow(element, block, ctx);
    case "image":
      return renderImage(element, ctx.world, "accessory");
    case "datepicker":
    case "timepicker":
    case "datetimepicker":
    case "radio_buttons":
    case "checkboxes":
      return renderPicker(element, block, ctx);
    case "file_input":
      return renderFile(element, block, ctx);
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
    case "rich_text_input":
      return renderText(element, block, ctx);
    default:
      if (/_select$/.test(element.type)) return renderSelect(element, block, ctx);
      return h("span", { class: "block-unknown" }, `An element of type “${element.type}” cannot be shown here.`);
  }
}

function button(element, block, ctx) {
  const label = textNodes(element.text ?? { type: "plain_text", text: "Button" }, ctx.world);
  const style = element.style === "primary" || element.style === "danger" ? ` ${element.style}` : "";
  const press = () => send(element, block, ctx, { value: element.value, text: element.text }, node);
  const url = safeUrl(element.url);
  const node = url
    ? h(
        "a",
        {
          class: `button${style}`,
          href: url,
          target: "_blank",
          rel: "noopener noreferrer",
          "aria-label": element.accessibility_label,
          onclick: press,
        },
        label,
      )
    : h(
        "button",
        { type: "button", class: `button${style}`, "aria-label": element.accessibility_label, onclick: press },
        label,
      );
  return node;
}

function overflow(element, block, ctx) {
  const pick = (option) => {
    if (safeUrl(option.url)) open(option.url, "_blank", "noopener,noreferrer");
    return send(element, block, ctx, { selected_option: option }, node);
  };
  const node = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": "More options",
      title: "More options",
    },
    icon("more"),
  );
  node.addEventListener("click", () =>
    openMenu(
      node,
      (element.options ?? []).map((option) => ({
        label: textString(option.text),
        detail: textString(option.description),
        run: () => pick(option),
      })),
      { label: "More options" },
    ),
  );
  return node;
}

/** Asks for confirmation where the element wants it, then tells the app; the control is busy meanwhile. */
export async function send(element, block, ctx, payload, node) {
  if (node.getAttribute("aria-busy") === "true") return false;
  if (element.confirm && !(await confirmedObject(element.confirm, ctx.world, node))) return false;
  node.setAttribute("aria-busy", "true");
  try {
    await ctx.act({ type: element.type, block_id: block.block_id, action_id: element.action_id, ...payload });
    return true;
  } finally {
    node.removeAttribute("aria-busy");
  }
}

/** Records an input's new value; tells the app at once outside of input blocks, or where the block says so. */
export async function change(element, block, ctx, answer, node) {
  const before = ctx.values.get(block.block_id, element.action_id);
  ctx.values.set(block.block_id, element.action_id, { type: element.type, ...answer });
  ctx.touched?.(block.block_id);
  if (block.type === "input" && !block.dispatch_action) return true;
  if (await send(element, block, ctx, answer, node)) return true;
  ctx.values.set(block.block_id, element.action_id, before);
  return false;
}
