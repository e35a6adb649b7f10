/** A list of messages: day lines, grouping by author, keyboard movement, staying at the newest. */

import { h, icon, reconcile } from "../dom.js";
import { author, isDeleted, renderMessage } from "./message.js";
import { deskNow, store, zone } from "./store.js";
import { dayKey, dayLabel, fromTs } from "../time.js";
import { remove } from "./toolbar.js";

const GROUP_SECONDS = 300;
const NEAR_END = 80;
const PAGE = 80; // messages drawn at first, and added by each look at earlier ones

/** A list for one channel or thread. `actions`: {reply(message), edit(message, node), dismiss(message)}. */
export function messageList({ id, label, actions, inThread = false, empty }) {
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
  let channel = "";
  let first = true;
  let known = [];
  let from = ""; // the oldest message that is drawn, by its ts

  function show(list, place) {
    if (first && !inThread) from = list.at(-PAGE)?.ts ?? "";
    const atEnd = first || log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
    const grew = list.at(-1)?.ts !== known.at(-1)?.ts;
    channel = place.channel;
    known = list;
    log.setAttribute("aria-busy", String(first));
    reconcile(
      log,
      list.length
        ? items(list)
        : [{ key: "empty", sig: label, make: () => h("div", { class: "empty" }, empty?.() ?? "No messages yet.") }],
    );
    keepOneTabStop();
    if (atEnd || (grew && list.at(-1)?.user === store.me)) toEnd();
    else if (grew) pill.hidden = false;
    first = false;
    log.setAttribute("aria-busy", "false");
  }

  function items(all) {
    const list = all.filter((message) => message.ts >= from);
    const hidden = all.length - list.length;
    const result = hidden ? [{ key: "earlier", sig: String(hidden), make: () => earlierButton(hidden) }] : [];
    let day = "";
    let previous = null;
    for (const message of list) {
      const date = fromTs(message.ts);
      const key = dayKey(date, zone());
      if (key !== day && !(inThread && day === "")) {
        const text = dayLabel(date, deskNow(), zone());
        result.push({
          key: `day-${key}`,
          sig: text,
          make: () => h("div", { class: "day", role: "separator", "aria-label": text }, h("span", null, text)),
        });
        previous = inThread ? previous : null;
      }
      day = key;
      result.push(item(message, groups(previous, message)));
      previous = message;
      if (inThread && result.length === 1) {
        result.push(replyLine(message, list.length - 1));
        previous = null;
      }
    }
    return result;
  }

  function earlierButton(hidden) {
    const label = `Show earlier messages (${hidden})`;
    return h("div", { class: "earlier" }, h("button", { type: "button", class: "button", onclick: earlier }, label));
  }

  /** Draws one page more above, and stays where the reader is. */
  function earlier() {
    const oldest = known.findIndex((message) => message.ts >= from);
    const below = log.scrollHeight - log.scrollTop;
    from = known[Math.max(0, oldest - PAGE)].ts;
    show(known, { channel });
    log.scrollTop = log.scrollHeight - below;
    focusRow(log.querySelector(`.msg[data-ts="${CSS.escape(known[Math.max(0, oldest - 1)].ts)}"]`));
  }

  function replyLine(root, count) {
    const text = count ? `${count} ${count === 1 ? "reply" : "replies"}` : "";
    return { key: `line-${root.ts}`, sig: text, make: () => h("div", { class: "reply-line" }, h("span", null, text)) };
  }

  function item(message, compact) {
    const place = { channel, compact, inThread, actions };
    const key = `${message.ts}${message.is_ephemeral ? "e" : ""}`;
    return { key, sig: JSON.stringify([message, compact, store.version]), make: () => renderMessage(message, place) };
  }

  function keepOneTabStop() {
    const rows = [...log.querySelectorAll(".msg")];
    if (!rows.length || rows.some((row) => row.tabIndex === 0)) return;
    rows.at(-1).tabIndex = 0;
  }

  function toEnd() {
    log.scrollTop = log.scrollHeight;
    pill.hidden = true;
  }

  function focusRow(row) {
    if (!row) return;
    for (const other of log.querySelectorAll('.msg[tabindex="0"]')) other.tabIndex = -1;
    row.tabIndex = 0;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  log.addEventListener("scroll", () => {
    if (log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END) pill.hidden = true;
  });
  log.addEventListener("focusin", (event) => {
    const row = event.target.closest?.(".msg");
    if (!row) return;
    for (const other of log.querySelectorAll('.msg[tabindex="0"]')) if (other !== row) other.tabIndex = -1;
    row.tabIndex = 0;
  });
  log.addEventListener("keydown", (event) => {
    const row = event.target;
    if (row === log || !row.classList?.contains("msg") || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...log.querySelectorAll(".msg")];
    const at = rows.indexOf(row);
    const message = known.find((one) => one.ts === row.dataset.ts);
    const keys = {
      ArrowUp: () => focusRow(rows[Math.max(0, at - 1)]),
      ArrowDown: () => focusRow(rows[Math.min(rows.length - 1, at + 1)]),
      Home: () => focusRow(rows[0]),
      End: () => focusRow(rows.at(-1)),
      Enter: () => row.querySelector(".blocks button, .blocks input, .thread-summary, .toolbar button")?.focus(),
      t: () => !inThread && actions.reply(message),
      r: () => row.querySelector('[aria-label="Add reaction"]')?.click(),
      m: () => row.querySelector('[aria-label="More actions"]')?.click(),
      e: () => own(message) && actions.edit(message, row),
      Delete: () => own(message) && remove(message, { channel }, row),
    };
    if (!message || message.is_ephemeral || isDeleted(message))
      for (const key of ["t", "r", "m", "e", "Delete"]) delete keys[key];
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  return { node, log, show, toEnd, focusLast: () => focusRow([...log.querySelectorAll(".msg")].at(-1)) };
}

function own(message) {
  return message?.user === store.me && !message.bot_id && !isDeleted(message);
}

/** Whether a message continues its author's previous one, and is drawn without name and portrait. */
function groups(previous, message) {
  if (!previous || message.is_ephemeral || previous.is_ephemeral || isDeleted(message) || isDeleted(previous))
    return false;
  if (message.subtype || previous.subtype)
    return message.subtype === "bot_message" && previous.subtype === "bot_message" && sameAuthor(previous, message);
  return sameAuthor(previous, message);
}

function sameAuthor(previous, message) {
  const [one, two] = [author(previous), author(message)];
  return (
    one.id === two.id && one.real_name === two.real_name && Number(message.ts) - Number(previous.ts) < GROUP_SECONDS
  );
}
