/** Text-like inputs: one line, several lines, e-mail, URL, number, and a plain form of the rich text input. */

import { h } from "../../dom.js";
import { change } from "./elements.js";
import { controlProps } from "./input.js";
import { textString } from "./text.js";

const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text" };
const TYPING_PAUSE = 350;

export function renderText(element, block, ctx) {
  const multiline = element.multiline || element.type === "rich_text_input";
  const field = h(multiline ? "textarea" : "input", {
    ...controlProps(ctx, element, textString(element.placeholder) || "Text"),
    type: multiline ? null : (TYPES[element.type] ?? "text"),
    inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
    class: "field-input",
    rows: multiline ? 4 : null,
    placeholder: textString(element.placeholder) || null,
    autocomplete: "off",
    value: shown(ctx.values.get(block.block_id, element.action_id)),
  });
  const counter =
    element.max_length && element.max_length <= 3000 ? h("span", { class: "counter", "aria-hidden": "true" }) : null;
  const count = () => {
    if (counter) counter.textContent = String(element.max_length - [...field.value].length);
    counter?.classList.toggle("over", element.max_length < [...field.value].length);
  };
  listen(field, element, block, ctx, count);
  count();
  return h("div", { class: `text-input${multiline ? " multiline" : ""}` }, field, counter);
}

function listen(field, element, block, ctx, count) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const record = () => ctx.values.set(block.block_id, element.action_id, answer(element, field.value));
  const tell = () => change(element, block, ctx, answer(element, field.value), field);
  let timer = 0;
  field.addEventListener("input", () => {
    record();
    ctx.touched?.(block.block_id);
    count();
    clearTimeout(timer);
    const told = block.type !== "input" || block.dispatch_action;
    if (told && triggers.includes("on_character_entered")) timer = setTimeout(tell, TYPING_PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || field.tagName === "TEXTAREA") return;
    if (block.dispatch_action && triggers.includes("on_enter_pressed")) {
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(timer);
      tell();
    }
  });
}

function shown(value) {
  if (value?.type === "rich_text_input") return richToText(value.rich_text_value);
  return value?.value ?? "";
}

function answer(element, text) {
  if (element.type !== "rich_text_input") return { type: element.type, value: text === "" ? null : text };
  if (!text.trim()) return { type: element.type, rich_text_value: null };
  return {
    type: element.type,
    rich_text_value: {
      type: "rich_text",
      elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
    },
  };
}

function richToText(rich) {
  const flat = (node) => node?.text ?? (node?.elements ?? []).map(flat).join("");
  return typeof rich === "string" ? rich : flat(rich);
}
