/** A listbox that another control (an input) drives: the option list of selects, pickers and autocompletion. */

import { h, uid } from "./dom.js";

/** groups: [{label, items: [{value, label, detail?, lead?: Node}]}]. `onpick(item, event)` on click. */
export function listbox({ label, multi = false, onpick }) {
  const id = uid("list");
  const node = h("div", {
    class: "listbox",
    role: "listbox",
    id,
    "aria-label": label,
    "aria-multiselectable": multi ? "true" : null,
  });
  let rows = [];
  let active = -1;

  function render(groups, isSelected = () => false) {
    rows = [];
    node.replaceChildren(...groups.flatMap((group) => drawGroup(group, isSelected)));
    active = rows.length
      ? Math.max(
          0,
          rows.findIndex((row) => row.selected),
        )
      : -1;
    mark();
  }

  function drawGroup(group, isSelected) {
    const options = group.items.map((item) => drawItem(item, isSelected(item)));
    if (!group.label) return options;
    const title = uid("group");
    return [
      h(
        "div",
        { role: "group", "aria-labelledby": title },
        h("div", { class: "group-label", id: title, role: "presentation" }, group.label),
        options,
      ),
    ];
  }

  function drawItem(item, selected) {
    const option = h(
      "div",
      {
        class: "option",
        role: "option",
        id: uid("option"),
        "aria-selected": String(selected),
        data: { value: item.value },
      },
      item.lead?.(),
      h("span", { class: "option-label" }, item.label),
      item.detail && h("span", { class: "option-detail" }, item.detail),
    );
    const at = rows.length;
    option.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
    option.addEventListener("mousemove", () => {
      if (active !== at) {
        active = at;
        mark(false);
      }
    });
    option.addEventListener("click", (event) => onpick(item, event));
    rows.push({ item, option, selected });
    return option;
  }

  function mark(scroll = true) {
    rows.forEach((row, at) => row.option.classList.toggle("active", at === active));
    if (scroll) rows[active]?.option.scrollIntoView({ block: "nearest" });
    api.onactive?.(rows[active]?.option.id ?? null);
  }

  const api = {
    node,
    id,
    onactive: null,
    render,
    get size() {
      return rows.length;
    },
    current: () => rows[active]?.item ?? null,
    move(step) {
      if (!rows.length) return;
      active = (active + step + rows.length) % rows.length;
      mark();
    },
    jump(end) {
      active = end ? rows.length - 1 : 0;
      mark();
    },
  };
  return api;
}
