/** The main pane: a channel or direct message with its message list and composer, or the app's Home. */

import { avatar } from "../avatar.js";
import { coalesce, fill, h, icon } from "../dom.js";
import { guarded } from "../notices.js";
import { api } from "./api.js";
import { composer } from "./composer.js";
import { dismissed, dismiss } from "./dismissed.js";
import { editMessage } from "./editing.js";
import { showHome } from "./home.js";
import { messageList } from "./messages.js";
import { openDirect } from "./sidebar.js";
import { channelName, directWith, go, loadState, me, route, store } from "./store.js";

let shown = { channel: null, home: false, footing: "" };
let list = null;
let box = null;
let latest = [];

/** Draws the frame for the present route; the messages follow by `refreshConversation`. */
export function drawConversation(root) {
  const { channel, home } = route();
  if (home) return drawHome(root);
  const place = store.channels.get(channel);
  if (!place) return drawNothing(root, channel);
  const footing = `${place.is_archived}/${place.is_member}`;
  if (shown.channel !== channel || shown.home || shown.footing !== footing) {
    shown = { channel, home: false, footing };
    latest = [];
    const label = place.is_im ? `Message ${channelName(place)}` : `Message #${place.name}`;
    const actions = {
      reply: (message) => go(channel, message.thread_ts ?? message.ts),
      edit: (message, node) => editMessage(channel, message, node),
      dismiss: (message) => dismissHere(channel, message),
    };
    list = messageList({
      id: "messages",
      label: `Messages in ${channelName(place)}`,
      actions,
      empty: () => welcome(place),
    });
    box = composer({ id: "composer", label, place: () => ({ channel }), editLast });
    fill(root, h("header", { class: "main-head" }), list.node, footer(place));
    box.moved(label);
  }
  const isApp = place.is_im && place.user === store.app?.bot_user;
  drawHead(root, JSON.stringify([place, isApp, store.version]).replace(/"unread":[^,}]*/, ""), () => [
    title(place),
    isApp ? appTabs("messages") : null,
  ]);
  root.setAttribute("aria-label", `Conversation: ${channelName(place)}`);
  return undefined;
}

/** Fills the head only when what it says has changed: the focus may be on a tab in it. */
function drawHead(root, sign, make) {
  const head = root.querySelector(".main-head");
  if (head.dataset.sign === sign) return;
  head.dataset.sign = sign;
  fill(head, make());
}

function footer(place) {
  if (place.is_archived)
    return h("div", { class: "composer closed" }, "This channel is archived. Nobody can write here.");
  if (place.is_member === false) {
    const join = () => guarded(() => api.join(place.id)).then(() => guarded(loadState));
    return h(
      "div",
      { class: "composer closed" },
      h("p", null, `You are looking at #${place.name}.`),
      h("button", { type: "button", class: "button primary solid", onclick: join }, "Join channel"),
    );
  }
  return box.node;
}

function title(place) {
  const lead = place.is_im
    ? avatar(store.people.get(place.user) ?? { id: place.user }, "small")
    : icon(place.is_private ? "lock" : "hash");
  const person = place.is_im && store.people.get(place.user);
  const about = [
    place.is_private && !place.is_im && "Private",
    place.members && !place.is_im && `${place.members} members`,
    place.topic,
  ]
    .filter(Boolean)
    .join(" · ");
  const note = person ? [person.id === store.me ? "you" : "", person.title].filter(Boolean).join(" · ") : about;
  return h(
    "div",
    { class: "main-title" },
    lead,
    h("h1", null, channelName(place)),
    person?.is_bot && h("span", { class: "badge" }, "APP"),
    note && h("span", { class: "main-note" }, note),
  );
}

function appTabs(current) {
  const bot = directWith(store.app.bot_user);
  const toMessages = () => (bot ? go(bot.id) : openDirect(store.app.bot_user));
  const tab = (name, label, run) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        class: "tab",
        "aria-selected": String(name === current),
        tabindex: name === current ? 0 : -1,
        onclick: run,
      },
      label,
    );
  const tabs = h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": store.app.name },
    tab("home", "Home", () => go("home")),
    tab("messages", "Messages", toMessages),
  );
  tabs.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    (current === "home" ? tabs.lastElementChild : tabs.firstElementChild).click();
    setTimeout(() => document.querySelector(".tab[aria-selected=true]")?.focus());
  });
  return tabs;
}

function drawHome(root) {
  if (!shown.home) {
    shown = { channel: null, home: true };
    [list, box] = [null, null];
    fill(
      root,
      h("header", { class: "main-head" }),
      h("div", {
        class: "home",
        id: "messages",
        tabindex: -1,
        role: "region",
        "aria-label": `Home of ${store.app?.name ?? "the app"}`,
      }),
    );
  }
  const person = store.people.get(store.app?.bot_user) ?? { id: "app", real_name: store.app?.name ?? "App" };
  drawHead(root, `home ${store.version}`, () => [
    h(
      "div",
      { class: "main-title" },
      avatar(person, "small"),
      h("h1", null, store.app?.name ?? "App"),
      h("span", { class: "badge" }, "APP"),
    ),
    store.app && appTabs("home"),
  ]);
  root.setAttribute("aria-label", `Home of ${store.app?.name ?? "the app"}`);
}

function drawNothing(root, channel) {
  shown = { channel: null, home: false };
  fill(
    root,
    h(
      "div",
      { class: "empty" },
      channel
        ? `${me().real_name} cannot see this conversation. Choose another on the left.`
        : "Choose a conversation on the left.",
    ),
  );
}

function welcome(place) {
  if (place.is_im)
    return [
      h("strong", null, `This is the beginning of your conversation with ${channelName(place)}.`),
      h("p", null, "Only the two of you can read it."),
    ];
  return [
    h("strong", null, `Welcome to #${place.name}`),
    h("p", null, "Nothing has been said here yet. Write something, or type / for commands."),
  ];
}

/** Fetches what the pane shows. Answers that arrive after one has moved on are dropped. */
export const refreshConversation = coalesce(async () => {
  const { channel, home } = route();
  if (home) return guarded(() => showHome(document.querySelector(".home")));
  if (!list || !store.channels.has(channel)) return undefined;
  const answer = await guarded(() => api.messages(channel));
  if (!answer || route().channel !== channel || !list) return undefined;
  latest = answer.messages.filter((message) => !dismissed(channel, message));
  return list.show(latest, { channel });
});

/** Draws the messages again without asking: day lines and names may have changed. */
export function redrawConversation() {
  if (list && route().channel) list.show(latest, { channel: route().channel });
}

function dismissHere(channel, message) {
  dismiss(channel, message);
  latest = latest.filter((one) => one !== message);
  redrawConversation();
  document.getElementById("composer")?.focus();
}

function editLast() {
  const mine = latest.findLast(
    (message) => message.user === store.me && !message.bot_id && !message.subtype && !message.is_ephemeral,
  );
  const node = mine && list.log.querySelector(`[data-ts="${CSS.escape(mine.ts)}"]`);
  if (node) editMessage(route().channel, mine, node);
}

export function focusMessages() {
  if (list) list.focusLast();
  else document.getElementById("messages")?.focus();
}
