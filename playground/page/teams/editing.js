/** Editing one's own message where it stands. */

import { h } from "../dom.js";
import { guarded } from "../notices.js";
import { api } from "./api.js";
import { typed } from "./markdown.js";
import { completion } from "./mentions.js";
import { store } from "./store.js";

export function editMessage(place, message, node) {
  const content = node.querySelector(".msg-content");
  if (!content || node.querySelector(".editor")) return;
  const before = typed(message);
  const area = h("textarea", {
    class: "composer-text",
    "aria-label": "Edit message",
    rows: Math.min(8, before.split("\n").length + 1),
    value: before,
  });
  const form = h(
    "form",
    { class: "editor composer-box" },
    area,
    h(
      "div",
      { class: "composer-tools" },
      h("span", { class: "composer-gap" }),
      h("button", { type: "button", class: "button quiet", onclick: () => done() }, "Cancel"),
      h("button", { type: "submit", class: "button primary solid" }, "Done"),
    ),
  );
  const suggestions = completion(area, () => store.places.get(place));

  function done() {
    form.remove();
    content.hidden = false;
    node.focus();
  }

  async function save() {
    const text = area.value.trim();
    if (text && text !== before.trim() && !(await guarded(() => api.edit(place, message.id, text)))) return;
    done();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing || suggestions.key(event)) return;
    if (event.key === "Escape") done();
    else if (event.key === "Enter" && !event.shiftKey) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  content.hidden = true;
  content.after(form);
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
}
