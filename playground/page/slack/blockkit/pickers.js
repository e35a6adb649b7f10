/** Dates and times (the browser's own pickers), radio buttons and checkboxes. */

import { h, uid } from "../../dom.js";
import { fromLocalInput, toLocalInput } from "../../time.js";
import { change } from "./elements.js";
import { controlProps } from "./input.js";
import { textNodes, textString } from "./text.js";

export function renderPicker(element, block, ctx) {
  if (element.type === "radio_buttons" || element.type === "checkboxes") return choices(element, block, ctx);
  const value = ctx.values.get(block.block_id, element.action_id);
  const kinds = {
    datepicker: ["date", "selected_date", (v) => v ?? "", (text) => text || null],
    timepicker: ["time", "selected_time", (v) => v ?? "", (text) => text || null],
    datetimepicker: [
      "datetime-local",
      "selected_date_time",
      (v) => (v ? toLocalInput(new Date(v * 1000), ctx.world.tz) : ""),
      (text) => (text ? fromLocalInput(text, ctx.world.tz).getTime() / 1000 : null),
    ],
  };
  const [type, key, show, read] = kinds[element.type];
  const input = h("input", {
    ...controlProps(ctx, element, textString(element.placeholder) || "Date or time"),
    type,
    class: "field-input date-input",
    value: show(value?.[key]),
    title: textString(element.placeholder) || null,
  });
  let last = input.value;
  input.addEventListener("change", async () => {
    if (input.value === last) return;
    if (await change(element, block, ctx, { [key]: read(input.value) }, input)) last = input.value;
    else input.value = last;
  });
  return h("div", { class: "picker" }, input);
}

function choices(element, block, ctx) {
  const radio = element.type === "radio_buttons";
  const key = radio ? "selected_option" : "selected_options";
  const group = uid("g");
  const picked = () => {
    const value = ctx.values.get(block.block_id, element.action_id)?.[key];
    return new Set((radio ? [value] : (value ?? [])).filter(Boolean).map((option) => option.value));
  };
  const boxes = new Map();
  const update = async (box) => {
    const options = (element.options ?? []).filter((option) => boxes.get(option).checked);
    const kept = await change(element, block, ctx, { [key]: radio ? (options[0] ?? null) : options }, box);
    if (!kept) for (const [option, other] of boxes) other.checked = picked().has(option.value);
  };
  const chosen = picked();
  const items = (element.options ?? []).map((option) => {
    const box = h("input", {
      type: radio ? "radio" : "checkbox",
      name: group,
      value: option.value,
      checked: chosen.has(option.value),
      "aria-invalid": ctx.invalid ? "true" : null,
    });
    box.addEventListener("change", () => update(box));
    boxes.set(option, box);
    return h(
      "label",
      { class: "choice" },
      box,
      h(
        "span",
        null,
        textNodes(option.text, ctx.world),
        option.description && h("small", null, textNodes(option.description, ctx.world)),
      ),
    );
  });
  const props = controlProps(ctx, element, radio ? "Choose one" : "Choose any");
  return h(
    "div",
    {
      ...props,
      "aria-invalid": null,
      "aria-required": radio ? props["aria-required"] : null,
      class: "choices",
      role: radio ? "radiogroup" : "group",
    },
    items,
  );
}
