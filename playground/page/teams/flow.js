/** A scrolled column that keeps at its newest, with a button when news arrive below, and arrow keys from row to row. */

import { h, icon } from "../dom.js";

const NEAR_END = 80;

/** `log` scrolls; `rows()` are what one walks through; `keys(row)` are a row's own letters. */
export function flow({ label, keys }) {
  const log = h("div", {
    class: "messages",
    id: "messages",
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

  log.addEventListener("scroll", () => nearEnd() && (pill.hidden = true));
  // a card that grows while one reads the newest must not push it out of sight
  new ResizeObserver(() => pill.hidden && follow && toEnd()).observe(log);
  let follow = true;
  log.addEventListener("scroll", () => (follow = nearEnd()));
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
      Enter: () =>
        row.querySelector(".card button, .card input, .card select, .card textarea, .toolbar button")?.focus(),
      m: () => row.querySelector('[aria-label="More options"]')?.click(),
      ...keys(row),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    moves[event.key]();
  });
  return { node, log, around, focusLast: () => focusRow(rows().at(-1)) };
}
