/** The thread pane: a message, its replies and a composer. On a phone it covers the conversation. */

import { coalesce, fill, h, iconButton } from "../dom.js";
import { guarded } from "../notices.js";
import { api } from "./api.js";
import { composer } from "./composer.js";
import { dismiss, dismissed } from "./dismissed.js";
import { editMessage } from "./editing.js";
import { messageList } from "./messages.js";
import { channelName, go, route, store } from "./store.js";

let shown = "";
let list = null;
let latest = [];
let opener = null;

/** Opens, keeps or closes the pane as the route says. */
export function drawThread(root) {
  const { channel, thread } = route();
  const place = store.channels.get(channel);
  document.body.classList.toggle("thread-open", Boolean(thread && place));
  if (!thread || !place) return close(root);
  root.hidden = false;
  const key = `${channel}/${thread}`;
  if (shown === key) return undefined;
  if (!shown) opener = document.activeElement;
  shown = key;
  latest = [];
  const actions = {
    reply: () => {},
    edit: (message, node) => editMessage(channel, message, node),
    dismiss: (message) => dismissHere(channel, message),
  };
  list = messageList({ id: "thread-messages", label: "Messages in this thread", actions, inThread: true });
  const box = composer({
    id: "thread-composer",
    label: "Reply…",
    thread: true,
    place: () => ({ channel, thread_ts: thread }),
    editLast: () => editLast(channel),
  });
  const closeButton = iconButton("close", "Close thread", { onclick: () => go(channel) });
  const readOnly = place.is_archived || place.is_member === false;
  fill(
    root,
    h(
      "header",
      { class: "thread-head" },
      h("h2", null, "Thread"),
      h("span", { class: "main-note" }, place.is_im ? channelName(place) : `#${place.name}`),
      closeButton,
    ),
    list.node,
    readOnly ? h("div", { class: "composer closed" }, "Nobody can write here.") : box.node,
  );
  box.moved("Reply…");
  (readOnly ? closeButton : box.area).focus();
  return undefined;
}

function close(root) {
  if (!shown) return;
  shown = "";
  list = null;
  const had = root.contains(document.activeElement) || document.activeElement === document.body;
  root.hidden = true;
  fill(root);
  if (had) (opener?.isConnected ? opener : document.getElementById("composer"))?.focus();
  opener = null;
}

export const refreshThread = coalesce(async () => {
  const { channel, thread } = route();
  if (!thread || !list) return;
  const answer = await guarded(() => api.messages(channel, thread));
  if (!answer || route().thread !== thread || !list) return;
  latest = answer.messages.filter((message) => !dismissed(channel, message));
  list.show(latest, { channel });
});

function dismissHere(channel, message) {
  dismiss(channel, message);
  latest = latest.filter((one) => one !== message);
  list?.show(latest, { channel });
}

function editLast(channel) {
  const mine = latest.findLast((message) => message.user === store.me && !message.bot_id && !message.is_ephemeral);
  const node = mine && list.log.querySelector(`[data-ts="${CSS.escape(mine.ts)}"]`);
  if (node) editMessage(channel, mine, node);
}

export function redrawThread() {
  if (list && route().thread) list.show(latest, { channel: route().channel });
}
