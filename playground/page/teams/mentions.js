/** Completion of @names in a text area: the app where it is, and who is in the conversation. */

import { avatar } from "../avatar.js";
import { h, place as putBy } from "../dom.js";
import { listbox } from "../listbox.js";
import { store, who } from "./store.js";

const MOST = 8;

/** `here()` is the conversation. Answers {key(event)}, true when the key was meant for the list. */
export function completion(area, here) {
  const list = listbox({ label: "Suggestions", onpick: accept });
  const popup = h("div", { class: "popup suggest", popover: "manual" }, list.node);
  let token = null;
  area.after(popup);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  list.onactive = (id) =>
    token && id ? area.setAttribute("aria-activedescendant", id) : area.removeAttribute("aria-activedescendant");

  function update() {
    const before = area.value.slice(0, area.selectionStart);
    const match = /(?:^|[\s(])@([\p{L}\p{N}._-]*(?: [\p{L}\p{N}._-]+)?)$/u.exec(before);
    token = match && { word: match[1], start: before.length - match[1].length - 1 };
    const items = token ? suggestions(token.word) : [];
    if (!items.length) return close();
    if (!popup.matches(":popover-open")) popup.showPopover();
    list.render([{ label: "", items }]);
    putBy(popup, area.closest(".composer-box") ?? area, { above: true, minWidth: Math.min(320, area.offsetWidth) });
    return undefined;
  }

  function suggestions(word) {
    const place = here();
    const ids = place ? [...(place.app ? [store.app.id] : []), ...place.members] : [];
    const wanted = word.toLowerCase();
    return ids
      .map((id) => who(id))
      .filter((one) => one.id !== store.me && `${one.real_name} ${one.handle ?? ""}`.toLowerCase().includes(wanted))
      .slice(0, MOST)
      .map((one) => ({
        value: one.id,
        label: one.real_name,
        detail: one.is_bot ? "App" : one.title,
        lead: () => avatar(one, "tiny"),
      }));
  }

  function close() {
    token = null;
    area.removeAttribute("aria-activedescendant");
    if (popup.matches(":popover-open")) popup.hidePopover();
  }

  function accept(item) {
    if (!item || !token) return;
    area.setRangeText(`@${item.label} `, token.start, area.selectionStart, "end");
    close();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    area.focus();
  }

  area.addEventListener("input", update);
  area.addEventListener("click", update);
  area.addEventListener("blur", () => setTimeout(() => !popup.contains(document.activeElement) && close(), 100));

  function key(event) {
    if (!token || !list.size) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") list.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab" || event.key === "Enter") accept(list.current());
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return { key };
}
