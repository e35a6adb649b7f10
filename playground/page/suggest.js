/** Completion in a text area: a list above it for what is being typed at the caret. */

import { h, place } from "./dom.js";
import { listbox } from "./listbox.js";

/**
 * `find(before)` answers a token ({start, ...}) in the text before the caret, or null; `items(token)` what fits, each
 * with `insert`; `heading(token)` a line above them; `complete(token)` tells that Enter is meant for the text.
 */
export function suggest(area, { find, items, heading = () => "", complete = () => false }) {
  const list = listbox({ label: "Suggestions", onpick: accept });
  const popup = h("div", { class: "popup suggest", popover: "manual" }, list.node);
  let token = null;
  area.after(popup);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  list.onactive = (id) =>
    token && id ? area.setAttribute("aria-activedescendant", id) : area.removeAttribute("aria-activedescendant");

  function update() {
    token = find(area.value.slice(0, area.selectionStart));
    const found = token ? items(token) : [];
    if (!found.length) return close();
    if (!popup.matches(":popover-open")) popup.showPopover();
    list.render([{ label: heading(token), items: found }]);
    place(popup, area.closest(".composer-box") ?? area, { above: true, minWidth: Math.min(420, area.offsetWidth) });
    return undefined;
  }

  function close() {
    token = null;
    area.removeAttribute("aria-activedescendant");
    if (popup.matches(":popover-open")) popup.hidePopover();
  }

  function accept(item) {
    if (!item || !token) return;
    area.setRangeText(`${item.insert} `, token.start, area.selectionStart, "end");
    close();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    area.focus();
  }

  area.addEventListener("input", update);
  area.addEventListener("click", update);
  area.addEventListener("blur", () => setTimeout(() => !popup.contains(document.activeElement) && close(), 100));

  /** True when the key was meant for the list. */
  function key(event) {
    if (!token || !list.size) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") list.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab" || (event.key === "Enter" && !complete(token))) accept(list.current());
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return { key };
}
