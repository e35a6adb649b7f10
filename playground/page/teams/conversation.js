/** The main pane: a chat with its bubbles, or a channel with its posts and their replies. */

import { avatar } from "../avatar.js";
import { coalesce, fill, h, icon, iconButton, reconcile } from "../dom.js";
import { deskNow, on } from "../events.js";
import { dayLine, earlierButton, messageLog } from "../messagelog.js";
import { guarded } from "../notices.js";
import { dayKey, dayLabel } from "../time.js";
import { api } from "./api.js";
import { composer } from "./composer.js";
import { editMessage } from "./editing.js";
import { renderMessage } from "./message.js";
import { lineUnder } from "./outcome.js";
import { post } from "./posts.js";
import { go, me, placeName, route, store, who, zone } from "./store.js";
import { remove } from "./toolbar.js";

const PAGE = 60; // bubbles or posts drawn at first, and added by each look at earlier ones
const GROUP_SECONDS = 300;

let shown = null; // {id, footing, place, flow, box, posts, from}
let latest = [];

/** Draws the frame for the present route; the messages follow by `refreshConversation`. */
export function drawConversation(root) {
  const place = store.places.get(route().place);
  if (!place) return drawNothing(root);
  const footing = `${place.id} ${closed(place) ?? ""}`;
  if (shown?.footing !== footing) {
    latest = [];
    const pane = messageLog({ id: "messages", label: `Messages in ${placeName(place)}`, keys, follow: true });
    const box = composer({ id: "composer", label: boxLabel(place), where: () => ({ place: place.id }), editLast });
    shown = { id: place.id, footing, pane, box, posts: new Map(), count: PAGE };
    fill(root, h("header", { class: "main-head" }), pane.node, closed(place) ? footer(place) : box.node);
    box.grow();
  }
  root.dataset.kind = place.kind;
  drawHead(root.querySelector(".main-head"), place);
  root.setAttribute("aria-label", `Conversation: ${placeName(place)}`);
  return undefined;
}

function boxLabel(place) {
  return place.kind === "channel" ? `New post in ${place.name}` : `Message ${placeName(place)}`;
}

function drawNothing(root) {
  shown = null;
  const words = route().place ? `${me().real_name} cannot see this conversation.` : "Choose a chat or channel.";
  fill(root, h("header", { class: "main-head" }, backButton()), h("div", { class: "empty" }, words));
}

function backButton() {
  return iconButton("back", "Back to chats and channels", { class: "icon-button back-button", onclick: () => go("") });
}

function drawHead(head, place) {
  const team = store.teams.find((one) => one.channels.some((channel) => channel.id === place.id));
  const sign = JSON.stringify([place.name, place.members, place.app, store.app.name, store.version]);
  if (head.dataset.sign === sign) return;
  head.dataset.sign = sign;
  const others = place.members.filter((id) => id !== store.me).map((id) => who(id).real_name);
  const app = place.app && place.kind !== "personal" ? [store.app.name] : [];
  const notes = {
    personal: "App",
    groupChat: [...others, ...app].join(", "),
    channel: [team?.name, place.private && "Private", `${place.members.length} members`].filter(Boolean).join(" · "),
  };
  const lead = {
    personal: () => avatar(who(store.app.id), "small"),
    groupChat: () => avatar({ id: place.id, real_name: place.name }, "small"),
    channel: () => avatar({ id: team?.id, real_name: team?.name ?? place.name }, "small"),
  };
  fill(
    head,
    backButton(),
    lead[place.kind](),
    h(
      "div",
      { class: "main-title" },
      h("h1", null, placeName(place)),
      h("span", { class: "main-note" }, notes[place.kind]),
    ),
    place.private && icon("lock"),
  );
}

/** Why nobody can write here now, or null. */
function closed(place) {
  if (place.kind !== "personal") return null;
  if (store.app.blocked) return "blocked";
  return store.app.installed ? null : "removed";
}

function footer(place) {
  const add = () => guarded(() => (closed(place) === "blocked" ? api.block(false) : api.install({ on: true })));
  const [words, label] =
    closed(place) === "blocked"
      ? [`You have blocked ${store.app.name}. It cannot write to you.`, "Unblock"]
      : [`${store.app.name} is not installed for you.`, `Add ${store.app.name}`];
  return h(
    "div",
    { class: "composer closed" },
    h("p", null, words),
    h("button", { type: "button", class: "button primary solid", onclick: add }, label),
  );
}

const keys = (row) => ({
  Enter: () => row.querySelector(".card button, .card input, .card select, .card textarea, .toolbar button")?.focus(),
  m: () => row.querySelector('[aria-label="More options"]')?.click(),
  r: () => row.querySelector('[aria-label^="Reply"]')?.click(),
  e: () => row.querySelector('[aria-label="Edit"]')?.click(),
  Delete: () => {
    const message = latest.find((one) => one.id === row.dataset.id);
    if (message?.author === store.me) remove(message, { id: shown.id }, row);
  },
});

/** Fetches what the pane shows. Answers that arrive after one has moved on are dropped. */
export const refreshConversation = coalesce(async () => {
  const { place } = route();
  if (!shown || shown.id !== place) return;
  const answer = await guarded(() => api.messages(place));
  if (!answer || shown?.id !== route().place) return;
  const before = latest.at(-1)?.id;
  latest = answer.messages;
  draw(latest.at(-1)?.id !== before && before !== undefined);
});

/** Draws again without asking: day lines, names, or a line under a message may have changed. */
export function redrawConversation() {
  if (shown && latest.length) draw(false);
}

on("lines", redrawConversation);

function draw(grew) {
  const place = store.places.get(shown.id);
  if (!place) return;
  const own = latest.at(-1)?.author === store.me;
  shown.pane.around(() => reconcile(shown.pane.log, items(place)), { grew, own });
}

function items(place) {
  if (!latest.length)
    return [{ key: "empty", sig: store.app.name, make: () => h("div", { class: "empty" }, welcome(place)) }];
  return place.kind === "channel" ? channelItems(place) : chatItems(place);
}

function welcome(place) {
  if (place.kind === "personal")
    return [
      h("strong", null, `This is your chat with ${store.app.name}.`),
      h("p", null, "Say what you need, or open the + below."),
    ];
  if (place.kind === "groupChat") return [h("strong", null, "Nothing has been said here yet.")];
  return [
    h("strong", null, `Welcome to ${place.name}`),
    h("p", null, `Start a post. Mention @${store.app.name} and it answers.`),
  ];
}

/** The newest of a list, a button for the earlier ones before it, and a line for each day between. */
function newest(list, make) {
  const hidden = Math.max(0, list.length - shown.count);
  const result = hidden ? [earlierButton(hidden, showEarlier)] : [];
  let day = "";
  list.slice(hidden).forEach((one, at, all) => {
    const key = dayKey(new Date(one.at), zone());
    if (key !== day) {
      const text = dayLabel(new Date(one.at), deskNow(), zone());
      result.push(dayLine(key, text));
    }
    result.push(make(one, key === day ? all[at - 1] : null));
    day = key;
  });
  return result;
}

function showEarlier() {
  shown.pane.above(() => {
    shown.count += PAGE;
    draw(false);
  });
}

function chatItems(place) {
  return newest(latest, (message, before) => {
    const near =
      before &&
      before.author === message.author &&
      Date.parse(message.at) - Date.parse(before.at) < GROUP_SECONDS * 1000;
    const compact = Boolean(near && !message.private && !before.private && !message.important);
    return row(message, { id: place.id, kind: place.kind, compact, actions: chatActions });
  });
}

/** A message as an item that is drawn anew when anything in it changed. */
export function row(message, place) {
  const sig = JSON.stringify([message, place.compact, lineUnder(message.id), store.version, store.app.commands]);
  return { key: message.id, sig, make: () => renderMessage(message, place) };
}

const chatActions = {
  reply: (message) => {
    const words =
      message.text || (shown.pane.log.querySelector(`[data-id="${CSS.escape(message.id)}"] .card`)?.innerText ?? "");
    const flat = words.replace(/\s+/g, " ").trim();
    shown.box.quote({
      id: message.id,
      author: who(message.author).real_name,
      words: flat.length > 140 ? `${flat.slice(0, 139)}…` : flat,
    });
  },
  edit: (message, node) => editMessage(shown.id, message, node),
};

function channelItems(place) {
  const roots = latest.filter((message) => !message.root);
  return newest(roots, (root) => {
    const replies = latest.filter((message) => message.root === root.id);
    if (!shown.posts.has(root.id)) shown.posts.set(root.id, post(place.id, root.id, row));
    const view = shown.posts.get(root.id);
    view.update(root, replies);
    return { key: `post-${root.id}`, sig: "", make: () => view.node };
  });
}

function editLast() {
  const mine = latest.findLast((message) => message.author === store.me && !message.deleted);
  const node = mine && shown.pane.log.querySelector(`[data-id="${CSS.escape(mine.id)}"]`);
  if (node) editMessage(shown.id, mine, node);
}

/** Unfolds the thread that the address names and goes there. */
export function showRoot() {
  const { root } = route();
  const view = root && shown?.posts.get(root);
  if (!view) return;
  view.unfold();
  view.node.scrollIntoView({ block: "nearest" });
}

export function focusMessages() {
  if (shown) shown.pane.focusLast();
}
