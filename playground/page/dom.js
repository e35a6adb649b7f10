/**
 * The only place that makes DOM nodes. Text always becomes a text node: there is no way in here from a
 * string to markup, so a message can never become part of the page.
 */

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "indeterminate", "readOnly"]);
let counter = 0;

/** A page-wide unique id, for label/for and aria references. */
export function uid(prefix = "x") {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Makes an element. `onclick` and friends are listeners, `data` a dataset, null and false are left out. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(key.slice(2), value);
    else if (key === "data") setData(node, value);
    else if (PROPERTIES.has(key)) node[key] = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  add(node, children);
  return node;
}

function setData(node, entries) {
  for (const [key, value] of Object.entries(entries))
    if (value !== undefined && value !== null) node.dataset[key] = value;
}

/** Appends nodes, strings and (nested) arrays of them; empty values are left out. */
export function add(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

const PATHS = {
  hash: "M9 3 7 21M17 3l-2 18M4 8.5h17M3 15.5h17",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  close: "M5 5l14 14M19 5 5 19",
  menu: "M4 7h16M4 12h16M4 17h16",
  send: "M4 12 3 4l18 8-18 8 1-8h9",
  clip: "m8 13 6.5-6.5a2.8 2.8 0 0 1 4 4L10 19a4.6 4.6 0 0 1-6.500-6.500L12 4",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8.500 14.500c1.800 2.400 5.200 2.400 7 0M9 9.500v.6M15 9.500v.6",
  at: "M16 8v5a2.500 2.500 0 0 0 5 0v-1a9 9 0 1 0-4 7.500M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  reply: "M4 5h16v11h-8l-5 4v-4H4z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  chevron: "m6 9 6 6 6-6",
  back: "m15 5-7 7 7 7",
  home: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
  plus: "M12 5v14M5 12h14",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7.500V12l3 2",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500Z",
  auto: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 3v18",
  edit: "M4 20h4L19 9l-4-4L4 16z",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  swap: "M4 8h13l-3-3M20 16H7l3 3",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12ZM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5Z",
  file: "M6 3h8l4 4v14H6zM14 3v5h4",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01",
  search: "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13ZM15.500 15.500 21 21",
  bold: "M7 4h6a4 4 0 0 1 0 8H7zM7 12h7a4 4 0 0 1 0 8H7z",
  italic: "M10 4h8M6 20h8M14 4l-4 16",
  strike: "M4 12h16M17 7c-1-4-9-4-9 .5 0 2 1.500 3 4 4.500M7 17c1 4 10 4 10-.5 0-1-.3-1.800-1-2.500",
  code: "m8 7-5 5 5 5M16 7l5 5-5 5",
  list: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  grid: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM17 14v6M14 17h6",
  newchat: "M20 12v7H5V5h7M10 14l1-3.500L18.500 3 21 5.500 13.500 13z",
  smileplus: "M18.500 10.500A8 8 0 1 1 12 4M8 14.500c1.500 2 4.500 2 6 0M8.500 9.500v.5M14 9.500v.5M18 2v6M15 5h6",
};

/** A line icon; decorative, so hidden from assistive technology. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? "");
  svg.append(path);
  return svg;
}

/** A button that shows only an icon; `label` is its accessible name and tooltip. */
export function iconButton(name, label, props = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, ...props }, icon(name));
}

/**
 * Brings `parent`'s children in line with `items` ({key, sig, make}), touching only what changed, so that
 * focus, open menus and half-typed input elsewhere survive. Focus inside a replaced node moves to its twin.
 */
export function reconcile(parent, items) {
  const old = new Map([...parent.children].map((node) => [node.reconcileKey, node]));
  let cursor = parent.firstElementChild;
  for (const item of items) {
    let node = old.get(item.key);
    if (node && node.reconcileSig === item.sig) {
      old.delete(item.key);
    } else {
      const fresh = item.make();
      fresh.reconcileKey = item.key;
      fresh.reconcileSig = item.sig;
      if (node) {
        old.delete(item.key);
        const focus = describeFocus(node);
        if (cursor === node) cursor = fresh;
        node.replaceWith(fresh);
        restoreFocus(fresh, focus);
      }
      node = fresh;
    }
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
  for (const node of old.values()) node.remove();
}

function describeFocus(node) {
  const active = document.activeElement;
  if (!active || !node.contains(active)) return null;
  const owner = active.closest("[data-action-id]");
  const range =
    active.selectionStart === undefined || active.selectionStart === null
      ? null
      : [active.selectionStart, active.selectionEnd];
  return {
    self: active === node,
    block: owner?.dataset.blockId,
    action: owner?.dataset.actionId,
    value: active.value,
    range,
  };
}

function restoreFocus(node, focus) {
  if (!focus) return;
  const twin =
    focus.self || focus.action === undefined
      ? null
      : [...node.querySelectorAll("[data-action-id]")].find(
          (el) => el.dataset.actionId === focus.action && el.dataset.blockId === focus.block,
        );
  const target = !twin
    ? node
    : twin.matches("input,textarea,button,select")
      ? twin
      : (twin.querySelector("input,textarea,button") ?? node);
  target.focus({ preventScroll: true });
  if (focus.range && target.setSelectionRange && target.type !== "number" && target.type !== "email") {
    target.setSelectionRange(...focus.range);
  }
}

/** Places a popover by its anchor, on the side with room, inside the window. */
export function place(popup, anchor, { above = false, align = "start", minWidth = 0 } = {}) {
  const box = anchor.getBoundingClientRect();
  popup.style.minWidth = `${Math.min(Math.max(minWidth, 0), innerWidth - 16)}px`;
  popup.style.maxHeight = "";
  const size = popup.getBoundingClientRect();
  const below = innerHeight - box.bottom - 12;
  const over = box.top - 12;
  const up = above ? over > 140 || over > below : below < Math.min(size.height, 240) && over > below;
  popup.style.maxHeight = `${Math.max(120, Math.min(380, up ? over : below))}px`;
  const height = popup.getBoundingClientRect().height;
  const left = align === "end" ? box.right - size.width : box.left;
  popup.style.top = `${up ? Math.max(8, box.top - height - 4) : box.bottom + 4}px`;
  popup.style.left = `${Math.max(8, Math.min(left, innerWidth - size.width - 8))}px`;
}

/** Runs `job` at most once at a time; calls made meanwhile cause one more run afterwards. */
export function coalesce(job) {
  let running = null;
  let again = false;
  return function run() {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      try {
        do {
          again = false;
          await job();
        } while (again);
      } finally {
        running = null;
      }
    })();
    return running;
  };
}
