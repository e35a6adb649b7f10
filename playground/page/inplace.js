/** Editing one's own message where it stands. */

import { h } from "./dom.js";

/** `complete(area)` is its completion; `save(text)` answers false when the text was not taken. */
export function editInPlace(node, { before, complete, save }) {
  const content = node.querySelector(".msg-content");
  if (!content || node.querySelector(".editor")) return;
  const area = h("textarea", {
    class: "composer-text",
    "aria-label": "Edit message",
    rows: Math.min(8, before.split("\n").length + 1),
    value: before,
  });
  const cancel = h("button", { type: "button", class: "button quiet", onclick: () => done() }, "Cancel");
  const keep = h("button", { type: "submit", class: "button primary solid" }, "Save");
  const form = h("form", { class: "editor composer-box" }, area, h("div", { class: "editor-tools" }, cancel, keep));
  const completion = complete(area);

  function done() {
    form.remove();
    content.hidden = false;
    node.focus();
  }

  async function store() {
    const text = area.value.trim();
    if (text && text !== before.trim() && !(await save(text))) return;
    done();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    store();
  });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing || completion.key(event)) return;
    if (event.key === "Escape") done();
    else if (event.key === "Enter" && !event.shiftKey) store();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  content.hidden = true;
  content.after(form);
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
}
