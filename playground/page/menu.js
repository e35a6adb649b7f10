/** Popup menus (role menu): arrow keys, first letters, Escape; focus goes back to what opened it. */

import { h, place, uid } from "./dom.js";

let closeCurrent = null;

export function closeMenu() {
  closeCurrent?.(false);
}

/** items: {label, detail?, lead?: Node, danger?, run} or {heading}. Opens by `anchor`, a button. */
export function openMenu(anchor, items, { label, align = "end", grid = false } = {}) {
  const wasOpen = anchor.getAttribute("aria-expanded") === "true";
  closeMenu();
  if (wasOpen) return;
  const menu = h("div", {
    class: `popup menu${grid ? " grid" : ""}`,
    role: "menu",
    popover: "manual",
    "aria-label": label,
    id: uid("menu"),
  });
  for (const item of items)
    menu.append(item.heading ? h("div", { class: "group-label", role: "presentation" }, item.heading) : entry(item));
  (anchor.closest("dialog") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, anchor, { align });
  anchor.setAttribute("aria-expanded", "true");
  const opener = openerOf(anchor);
  const entries = () => [...menu.querySelectorAll("[role=menuitem]")];

  function entry(item) {
    const node = h(
      "button",
      {
        type: "button",
        class: `menu-item${item.danger ? " danger" : ""}`,
        role: "menuitem",
        tabindex: -1,
        "aria-label": item.name,
        title: item.name,
      },
      item.lead,
      item.label && h("span", { class: "option-label" }, item.label),
      item.detail && h("span", { class: "option-detail" }, item.detail),
    );
    node.addEventListener("click", () => {
      close(true);
      item.run();
    });
    return node;
  }

  function close(refocus) {
    if (closeCurrent !== close) return;
    closeCurrent = null;
    const back = refocus ? opener() : null;
    back?.setAttribute("aria-expanded", "true");
    back?.focus(); // while it still counts as open: a toolbar may hide after that
    back?.setAttribute("aria-expanded", "false");
    anchor.setAttribute("aria-expanded", "false");
    removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", dismiss);
    menu.remove();
  }

  const dismiss = () => close(false);
  const outside = (event) => {
    if (!menu.contains(event.target) && !anchor.contains(event.target)) close(false);
  };
  closeCurrent = close;
  addEventListener("pointerdown", outside, true);
  addEventListener("resize", dismiss);
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(false);
  });
  menu.addEventListener("keydown", (event) => navigate(event, entries(), grid ? 8 : 1, close));
  entries()[0]?.focus();
}

/** Finds the button again that opened a menu, also when its message was drawn anew in the meantime. */
function openerOf(anchor) {
  const list = anchor.closest("[role=log]");
  const row = anchor.closest(".msg")?.dataset ?? {};
  const name = anchor.getAttribute("aria-label");
  return () => {
    const where = row.ts ? `[data-ts="${CSS.escape(row.ts)}"]` : row.id ? `[data-id="${CSS.escape(row.id)}"]` : null;
    if (anchor.isConnected || !list || !where || !name) return anchor.isConnected ? anchor : null;
    return list.querySelector(`${where} [aria-label="${CSS.escape(name)}"]`);
  };
}

function navigate(event, entries, columns, close) {
  const at = entries.indexOf(document.activeElement);
  const to = (index) => {
    event.preventDefault();
    entries[(index + entries.length) % entries.length]?.focus();
  };
  switch (event.key) {
    case "ArrowDown":
      return to(at + columns < entries.length || columns === 1 ? at + columns : at);
    case "ArrowUp":
      return to(at - columns >= 0 || columns === 1 ? at - columns : at);
    case "ArrowRight":
      return columns > 1 ? to(at + 1) : undefined;
    case "ArrowLeft":
      return columns > 1 ? to(at - 1) : undefined;
    case "Home":
      return to(0);
    case "End":
      return to(entries.length - 1);
    case "Escape":
      event.preventDefault();
      event.stopPropagation();
      return close(true);
    case "Tab":
      event.preventDefault();
      return close(true);
    default:
      return letter(event, entries, at);
  }
}

function letter(event, entries, at) {
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.key === " ") return;
  const wanted = event.key.toLowerCase();
  const order = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
  order.find((node) => node.textContent.trim().toLowerCase().startsWith(wanted))?.focus();
}
