/** What can be done with a message: react, reply, shortcuts, edit, delete. Shown on hover and on focus. */

import { confirmed } from "../confirm.js";
import { h, iconButton, uid } from "../dom.js";
import { openMenu } from "../menu.js";
import { guarded, notice } from "../notices.js";
import { openPicker } from "../picker.js";
import { api } from "./api.js";
import { decode } from "./decode.js";
import { COMMON_REACTIONS, QUICK_REACTIONS, emojiText } from "./emoji.js";
import { channelName, emit, store, world } from "./store.js";

export function react(message, place, name) {
  const mine = message.reactions?.some((reaction) => reaction.name === name && reaction.users?.includes(store.me));
  return guarded(() => api.react(place.channel, message.ts, name, Boolean(mine)));
}

export function toolbar(message, place, node) {
  const quick = QUICK_REACTIONS.map((name) =>
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": `React with ${name.replaceAll("_", " ")}`,
        title: `:${name}:`,
        onclick: () => react(message, place, name),
      },
      h("span", { class: "emoji", "aria-hidden": "true" }, emojiText(name)),
    ),
  );
  const more = iconButton("more", "More actions", { "aria-haspopup": "menu", "aria-expanded": "false" });
  const smile = iconButton("smileplus", "Add reaction", { "aria-haspopup": "menu", "aria-expanded": "false" });
  more.addEventListener("click", () => openMenu(more, moreItems(message, place, node), { label: "More actions" }));
  smile.addEventListener("click", () =>
    openMenu(smile, reactionItems(message, place), { label: "Add reaction", grid: true }),
  );
  const reply =
    !place.inThread && iconButton("reply", "Reply in thread", { onclick: () => place.actions.reply(message) });
  return h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Message actions", id: uid("bar") },
    quick,
    smile,
    reply,
    more,
  );
}

function reactionItems(message, place) {
  return COMMON_REACTIONS.map((name) => ({
    name: name.replaceAll("_", " "),
    lead: h("span", { class: "emoji", "aria-hidden": "true" }, emojiText(name)),
    run: () => react(message, place, name),
  }));
}

function moreItems(message, place, node) {
  const own = message.user === store.me && !message.bot_id;
  const shortcuts = (store.app?.shortcuts ?? []).filter(
    (shortcut) => shortcut.type === "message" || shortcut.type === "message_action",
  );
  return [
    ...(own ? [{ label: "Edit message", detail: "E", run: () => place.actions.edit(message, node) }] : []),
    { label: "Copy text", run: () => copy(message) },
    { label: "Share message…", run: () => share(message, place) },
    ...(own
      ? [{ label: "Delete message…", detail: "Del", danger: true, run: () => remove(message, place, node) }]
      : []),
    ...(shortcuts.length ? [{ heading: store.app.name }] : []),
    ...shortcuts.map((shortcut) => ({ label: shortcut.name, run: () => runShortcut(shortcut, place, message) })),
  ];
}

async function runShortcut(shortcut, place, message) {
  const answer = await guarded(() => api.shortcut(shortcut.callback_id, place.channel, message.ts));
  if (answer?.error) notice(answer.error);
  emit("acted");
}

/** Asks where, and shares the message there. */
function share(message, place) {
  const items = [...store.channels.values()]
    .filter((channel) => channel.is_member !== false && !channel.is_archived)
    .map((channel) => ({ value: channel.id, label: `${channel.is_im ? "" : "#"}${channelName(channel)}` }));
  openPicker({
    title: "Share message",
    placeholder: "Search channels and people",
    groups: [{ label: "Share with", items }],
    onpick: async (item) => {
      if (await guarded(() => api.share(place.channel, message.ts, item.value))) notice("Shared.", "info");
    },
  });
}

async function copy(message) {
  await guarded(async () => {
    await navigator.clipboard.writeText(decode(message.text, world()));
    notice("Copied.", "info");
  });
}

export async function remove(message, place, node) {
  const sure = await confirmed(
    {
      title: "Delete message",
      text: "Are you sure you want to delete this message? This cannot be undone.",
      yes: "Delete",
      no: "Cancel",
      danger: true,
    },
    node,
  );
  if (sure) await guarded(() => api.remove(place.channel, message.ts));
}
