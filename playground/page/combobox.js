/** A select with search, for one or several choices (ARIA combobox with a listbox popup). */

import { h, icon, iconButton, place } from "./dom.js";
import { listbox } from "./listbox.js";

const TYPING_PAUSE = 220;

/**
 * `load(query) -> Promise<groups>`; `onchange(items) -> Promise<boolean>` says whether the choice stands.
 * A multiple choice is reported when the list closes, as Slack does.
 */
export function combobox(options) {
  const { multi, minQuery = 0, load, onchange, max } = options;
  let selected = [...(options.selected ?? [])];
  let reported = selected;
  let isOpen = false;
  let turn = 0;
  let timer = 0;

  const input = h("input", {
    id: options.id,
    type: "text",
    class: "combo-input",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: options.placeholder,
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
    "aria-labelledby": options.labelledBy,
    "aria-label": options.labelledBy ? null : options.label,
    "aria-describedby": options.describedBy,
    "aria-invalid": options.invalid ? "true" : null,
    "aria-required": options.required ? "true" : null,
    "data-autofocus": options.autofocus ? "" : null,
  });
  const list = listbox({ label: options.label, multi, onpick: pick });
  const note = h("div", { class: "combo-note", role: "status" });
  // Not to be tabbed into: a list that scrolls would keep the keyboard behind an open popup.
  const popup = h("div", { class: "popup combo-popup", popover: "manual", tabindex: "-1" }, list.node, note);
  const chips = h("span", { class: "chips" });
  const node = h("div", { class: `combo${multi ? " multi" : ""}` }, chips, input, icon("chevron"), popup);
  input.setAttribute("aria-controls", list.id);
  list.onactive = (id) =>
    id && isOpen ? input.setAttribute("aria-activedescendant", id) : input.removeAttribute("aria-activedescendant");
  showChosen();

  function showChosen() {
    if (multi) {
      chips.replaceChildren(
        ...selected.map((item) =>
          h(
            "span",
            { class: "chip" },
            item.label,
            iconButton("close", `Remove ${item.label}`, { onclick: () => drop(item) }),
          ),
        ),
      );
      input.value = "";
      input.placeholder = selected.length ? "" : options.placeholder;
    } else {
      input.value = selected[0]?.label ?? "";
    }
  }

  async function drop(item) {
    selected = selected.filter((other) => other.value !== item.value);
    showChosen();
    input.focus();
    if (!isOpen) await report();
  }

  async function report() {
    if (JSON.stringify(selected.map((item) => item.value)) === JSON.stringify(reported.map((item) => item.value)))
      return;
    const before = reported;
    reported = selected;
    if (!(await onchange(selected))) {
      selected = before;
      reported = before;
      showChosen();
    }
  }

  async function search(query) {
    const mine = ++turn;
    if (query.trim().length < minQuery) {
      list.render([]);
      note.textContent = minQuery === 1 ? "Type to search" : `Type at least ${minQuery} characters to search`;
      place(popup, node, { minWidth: node.offsetWidth });
      return;
    }
    if (options.remote) note.textContent = "Searching…";
    let groups = [];
    let failed = "";
    try {
      groups = await load(query);
    } catch (error) {
      failed = error.message;
    }
    if (mine !== turn || !isOpen) return;
    list.render(groups, (item) => selected.some((chosen) => chosen.value === item.value));
    note.textContent = failed || (list.size ? "" : "No results");
    place(popup, node, { minWidth: node.offsetWidth });
  }

  function open(query = "") {
    if (isOpen) return;
    isOpen = true;
    input.setAttribute("aria-expanded", "true");
    popup.showPopover();
    place(popup, node, { minWidth: node.offsetWidth });
    search(query);
    addEventListener("scroll", follow, true);
    addEventListener("resize", follow);
  }

  function follow(event) {
    if (!popup.contains(event.target)) place(popup, node, { minWidth: node.offsetWidth });
  }

  function close({ keep = true } = {}) {
    clearTimeout(timer);
    if (!isOpen) return;
    isOpen = false;
    turn += 1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    if (popup.isConnected) popup.hidePopover();
    removeEventListener("scroll", follow, true);
    removeEventListener("resize", follow);
    if (!multi && keep && options.clearable && input.value.trim() === "") selected = [];
    showChosen();
    if (multi) report();
    else if (keep) report();
  }

  function pick(item) {
    if (!item) return;
    if (!multi) {
      selected = [item];
      showChosen();
      close();
      input.focus();
      return;
    }
    const has = selected.some((chosen) => chosen.value === item.value);
    if (!has && max && selected.length >= max) {
      note.textContent = `At most ${max} can be chosen.`;
      return;
    }
    selected = has ? selected.filter((chosen) => chosen.value !== item.value) : [...selected, item];
    showChosen();
    search("");
  }

  input.addEventListener("click", () => {
    if (!multi) input.select();
    open();
  });
  node.addEventListener("mousedown", (event) => {
    if (event.target.closest(".icon, .chips") && !event.target.closest("button")) {
      event.preventDefault();
      input.focus();
      open();
    }
  });
  input.addEventListener("input", () => {
    if (!isOpen) open(input.value);
    clearTimeout(timer);
    timer = setTimeout(() => search(input.value), options.remote ? TYPING_PAUSE : 0);
  });
  node.addEventListener("focusout", (event) => {
    if (!node.contains(event.relatedTarget)) close();
  });
  input.addEventListener("keydown", (event) => {
    const key = event.key;
    if (!isOpen && (key === "ArrowDown" || key === "ArrowUp" || key === "Enter")) {
      event.preventDefault();
      open();
    } else if (isOpen && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault();
      list.move(key === "ArrowDown" ? 1 : -1);
    } else if (isOpen && key === "Enter") {
      event.preventDefault();
      pick(list.current());
    } else if (isOpen && key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close({ keep: false });
    } else if (multi && key === "Backspace" && input.value === "" && selected.length) {
      drop(selected.at(-1));
    }
  });
  return { node, input };
}
