/** A dialog with a search field over a list: choose a person to be, a person to write to, a place to go. */

import { h, iconButton, uid } from "./dom.js";
import { listbox } from "./listbox.js";

/** groups: [{label, items: [{value, label, detail?, keywords?, lead?}]}]; `onpick(item, event)`. */
export function openPicker({ title, hint, placeholder, groups, onpick, current }) {
  const from = document.activeElement;
  const heading = uid("p");
  const list = listbox({ label: title, onpick: choose });
  const input = h("input", {
    type: "search",
    class: "field-input",
    role: "combobox",
    placeholder,
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": placeholder,
    "aria-expanded": "true",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
  });
  list.onactive = (id) =>
    id ? input.setAttribute("aria-activedescendant", id) : input.removeAttribute("aria-activedescendant");
  const none = h("p", { class: "combo-note", role: "status" });
  const dialog = h(
    "dialog",
    { class: "dialog picker-dialog", "aria-labelledby": heading },
    h(
      "div",
      { class: "dialog-head" },
      h("h2", { class: "dialog-title", id: heading }, title),
      iconButton("close", "Close", { onclick: () => dialog.close() }),
    ),
    h("div", { class: "picker-search" }, input),
    h("div", { class: "picker-list" }, list.node, none),
    hint && h("p", { class: "picker-hint" }, hint),
  );

  function choose(item, event) {
    if (!item) return;
    dialog.close();
    onpick(item, event);
  }

  function draw() {
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const hit = (item) =>
      words.every((word) => `${item.label} ${item.detail ?? ""} ${item.keywords ?? ""}`.toLowerCase().includes(word));
    const shown = groups
      .map((group) => ({ ...group, items: group.items.filter(hit) }))
      .filter((group) => group.items.length);
    list.render(shown, (item) => !words.length && item.value === current);
    none.textContent = list.size ? "" : "Nobody and nothing by that name.";
  }

  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => {
    const keys = {
      ArrowDown: () => list.move(1),
      ArrowUp: () => list.move(-1),
      Home: () => list.jump(false),
      End: () => list.jump(true),
      Enter: () => choose(list.current(), event),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (from?.isConnected) from.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
  draw();
}
