/** A scrolled list of messages that keeps at its newest, with a button when news arrive below, and keys from row to row. */

import { h, icon } from "./dom.js";

const NEAR_END = 80;

/**
 * `keys(row)` are what a row's keys do beside moving. `follow`: what grows while one reads the newest must not push it
 * out of sight.
 */
export function messageLog({ id, label, keys, follow = false }) {
  const log = h("div", {
    class: "messages",
    id,
    role: "log",
    "aria-live": "polite",
    "aria-label": label,
    tabindex: -1,
  });
  const pill = h(
    "button",
    { type: "button", class: "new-pill", hidden: true, onclick: () => toEnd() },
    "New messages",
    icon("chevron"),
  );
  const node = h("div", { class: "message-pane" }, log, pill);
  let first = true;
  let atEnd = true;

  const rows = () => [...log.querySelectorAll(".msg")];
  const nearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;

  function toEnd() {
    log.scrollTop = log.scrollHeight;
    pill.hidden = true;
  }

  /** Draws by `draw()` and stays at the end where one was; `grew` tells of something new, `own` that it is one's own. */
  function around(draw, { grew, own }) {
    const stay = first || nearEnd();
    draw();
    oneTabStop();
    if (stay || (grew && own)) toEnd();
    else if (grew) pill.hidden = false;
    first = false;
  }

  /** Draws more above, and stays where the reader is. */
  function above(draw) {
    const below = log.scrollHeight - log.scrollTop;
    draw();
    log.scrollTop = log.scrollHeight - below;
  }

  function oneTabStop(row) {
    const all = rows();
    const chosen = row ?? all.find((one) => one.tabIndex === 0) ?? all.at(-1);
    for (const one of all) one.tabIndex = one === chosen ? 0 : -1;
  }

  function focusRow(row) {
    if (!row) return log.focus();
    oneTabStop(row);
    row.focus();
    row.scrollIntoView({ block: "nearest" });
    return undefined;
  }

  log.addEventListener("scroll", () => {
    atEnd = nearEnd();
    if (atEnd) pill.hidden = true;
  });
  if (follow) new ResizeObserver(() => pill.hidden && atEnd && toEnd()).observe(log);
  log.addEventListener("focusin", (event) => {
    const row = event.target.closest?.(".msg");
    if (row) oneTabStop(row);
  });
  log.addEventListener("keydown", (event) => {
    const row = event.target;
    if (!row.classList?.contains("msg") || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = rows();
    const at = all.indexOf(row);
    const moves = {
      ArrowUp: () => focusRow(all[Math.max(0, at - 1)]),
      ArrowDown: () => focusRow(all[Math.min(all.length - 1, at + 1)]),
      Home: () => focusRow(all[0]),
      End: () => focusRow(all.at(-1)),
      ...keys(row),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    moves[event.key]();
  });
  return { node, log, around, above, focusRow, focusLast: () => focusRow(rows().at(-1)) };
}

/** The line between two days, as an item of the list. */
export function dayLine(key, text) {
  const make = () => h("div", { class: "day", role: "separator", "aria-label": text }, h("span", null, text));
  return { key: `day-${key}`, sig: text, make };
}

/** The button above the messages that are drawn, as an item of the list. */
export function earlierButton(hidden, onclick) {
  const label = `Show earlier messages (${hidden})`;
  const make = () =>
    h("div", { class: "earlier" }, h("button", { type: "button", class: "button", onclick }, label));
  return { key: "earlier", sig: String(hidden), make };
}
