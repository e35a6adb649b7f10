/** A list of messages: day lines, grouping by author, keyboard movement, staying at the newest. */

import { h, reconcile } from "../dom.js";
import { dayLine, earlierButton, messageLog } from "../messagelog.js";
import { dayKey, dayLabel } from "../time.js";
import { fromTs } from "./dates.js";
import { author, isDeleted, renderMessage } from "./message.js";
import { deskNow, store, zone } from "./store.js";
import { remove } from "./toolbar.js";

const GROUP_SECONDS = 300;
const PAGE = 80; // messages drawn at first, and added by each look at earlier ones

/** A list for one channel or thread. `actions`: {reply(message), edit(message, node), dismiss(message)}. */
export function messageList({ id, label, actions, inThread = false, empty }) {
  const { node, log, around, above, focusRow, focusLast } = messageLog({ id, label, keys });
  let channel = "";
  let first = true;
  let known = [];
  let from = ""; // the oldest message that is drawn, by its ts

  function show(list, place) {
    if (first && !inThread) from = list.at(-PAGE)?.ts ?? "";
    const grew = list.at(-1)?.ts !== known.at(-1)?.ts;
    channel = place.channel;
    known = list;
    log.setAttribute("aria-busy", String(first));
    const drawn = list.length
      ? items(list)
      : [{ key: "empty", sig: label, make: () => h("div", { class: "empty" }, empty?.() ?? "No messages yet.") }];
    around(() => reconcile(log, drawn), { grew, own: list.at(-1)?.user === store.me });
    first = false;
    log.setAttribute("aria-busy", "false");
  }

  function items(all) {
    const list = all.filter((message) => message.ts >= from);
    const hidden = all.length - list.length;
    const result = hidden ? [earlierButton(hidden, earlier)] : [];
    let day = "";
    let previous = null;
    for (const message of list) {
      const date = fromTs(message.ts);
      const key = dayKey(date, zone());
      if (key !== day && !(inThread && day === "")) {
        const text = dayLabel(date, deskNow(), zone());
        result.push(dayLine(key, text));
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

  /** Draws one page more above. */
  function earlier() {
    const oldest = known.findIndex((message) => message.ts >= from);
    from = known[Math.max(0, oldest - PAGE)].ts;
    above(() => show(known, { channel }));
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

  function keys(row) {
    const message = known.find((one) => one.ts === row.dataset.ts);
    const enter = () => row.querySelector(".blocks button, .blocks input, .thread-summary, .toolbar button")?.focus();
    if (!message || message.is_ephemeral || isDeleted(message)) return { Enter: enter };
    return {
      Enter: enter,
      t: () => !inThread && actions.reply(message),
      r: () => row.querySelector('[aria-label="Add reaction"]')?.click(),
      m: () => row.querySelector('[aria-label="More actions"]')?.click(),
      e: () => own(message) && actions.edit(message, row),
      Delete: () => own(message) && remove(message, { channel }, row),
    };
  }

  return { node, log, show, focusLast };
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
