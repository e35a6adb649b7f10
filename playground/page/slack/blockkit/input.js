/** The input block: label, element, hint and error, tied together for assistive technology. */

import { h, uid } from "../../dom.js";
import { renderElement } from "./elements.js";
import { textNodes } from "./text.js";

const GROUPS = new Set(["radio_buttons", "checkboxes"]);

export function renderInput(block, ctx) {
  const ids = { control: uid("f"), label: uid("l"), hint: uid("h"), error: uid("e") };
  const error = ctx.errors?.[block.block_id];
  const described = [block.hint && ids.hint, error && ids.error].filter(Boolean).join(" ") || null;
  const element = renderElement(block.element, block, {
    ...ctx,
    controlId: ids.control,
    labelledBy: ids.label,
    describedBy: described,
    invalid: Boolean(error),
    required: !block.optional,
  });
  const optional = block.optional && h("span", { class: "optional" }, " (optional)");
  const label = GROUPS.has(block.element.type)
    ? h("span", { class: "label", id: ids.label }, textNodes(block.label, ctx.world), optional)
    : h("label", { class: "label", id: ids.label, for: ids.control }, textNodes(block.label, ctx.world), optional);
  return h(
    "div",
    { class: `block-input${error ? " invalid" : ""}` },
    label,
    element,
    error && h("div", { class: "error", id: ids.error }, error),
    block.hint && h("div", { class: "hint", id: ids.hint }, textNodes(block.hint, ctx.world)),
  );
}

/** Attributes every input control shares. */
export function controlProps(ctx, element, fallbackLabel) {
  return {
    id: ctx.controlId,
    "aria-labelledby": ctx.labelledBy ?? null,
    "aria-label": ctx.labelledBy ? null : fallbackLabel,
    "aria-describedby": ctx.describedBy ?? null,
    "aria-invalid": ctx.invalid ? "true" : null,
    "aria-required": ctx.required ? "true" : null,
    "data-autofocus": element.focus_on_load ? "" : null,
  };
}
