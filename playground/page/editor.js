/** Editing one's own message where it stands. */

import { api } from "./api.js";
import { autocomplete } from "./autocomplete.js";
import { h } from "./dom.js";
import { guarded } from "./notices.js";
import { world } from "./store.js";
import { decode } from "./wire.js";

export function editMessage(channel, message, node) {
  const content = node.querySelector(".msg-content");
  if (!content || node.querySelector(".editor")) return;
  const before = decode(message.text, world());
  const area = h("textarea", {
    class: "composer-text",
    "aria-label": "Edit message",
    rows: Math.min(8, before.split("\n").length + 1),
    value: before,
  });
  const cancel = h("button", { type: "button", class: "button", onclick: () => done() }, "Cancel");
  const save = h("button", { type: "submit", class: "button primary solid" }, "Save");
  const form = h("form", { class: "editor composer-box" }, area, h("div", { class: "editor-tools" }, cancel, save));
  const completion = autocomplete(area, { commands: false });

  function done() {
    form.remove();
    content.hidden = false;
    node.focus();
  }

  async function store() {
    const text = area.value.trim();
    if (text && text !== before.trim()) {
      const answer = await guarded(() => api.edit(channel, message.ts, text));
      if (!answer) return;
    }
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
