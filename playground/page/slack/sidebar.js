/** The sidebar: workspace, who one is, channels, direct messages, the app. On a phone it is a drawer. */

import { avatar } from "../avatar.js";
import { fill, h, icon, iconButton } from "../dom.js";
import { addressWith } from "../framed.js";
import { guarded } from "../notices.js";
import { chooseWhoToBe, peopleGroups } from "../people.js";
import { openPicker } from "../picker.js";
import { api } from "./api.js";
import { addressAs, channelName, directWith, go, loadState, me, route, store } from "./store.js";

export function mountSidebar(root) {
  root.addEventListener("keydown", arrows);
  root.addEventListener("click", (event) => event.target.closest("a.place") && closeDrawer());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("drawer-open")) closeDrawer();
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      jump();
    }
  });
  const veil = h("button", {
    class: "veil",
    type: "button",
    "aria-label": "Close the sidebar",
    tabindex: -1,
    onclick: closeDrawer,
  });
  root.after(veil);
}

export function openDrawer() {
  document.body.classList.add("drawer-open");
  document.querySelector("#sidebar .you")?.focus();
}

export function closeDrawer() {
  if (!document.body.classList.contains("drawer-open")) return;
  document.body.classList.remove("drawer-open");
  document.querySelector(".drawer-button")?.focus();
}

export function drawSidebar(root) {
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const scroll = root.querySelector(".places")?.scrollTop ?? 0;
  const all = [...store.channels.values()].filter((channel) => !channel.is_archived || channel.id === route().channel);
  const rooms = all.filter((channel) => !channel.is_im && channel.is_member !== false).sort(byName);
  const others = all
    .filter((channel) => !channel.is_im && channel.is_member === false && !channel.is_private)
    .sort(byName);
  const directs = all.filter((channel) => channel.is_im && channel.user !== store.app?.bot_user).sort(byName);
  const bot = store.app && directWith(store.app.bot_user);
  fill(
    root,
    h(
      "div",
      { class: "workspace" },
      h("span", { class: "workspace-name" }, store.team.name ?? "Workspace"),
      h("span", { class: "workspace-note" }, "Playground"),
    ),
    you(),
    h(
      "div",
      { class: "places" },
      group("Channels", rooms.map(roomLink)),
      others.length ? group("More channels", others.map(roomLink)) : null,
      group(
        "Direct messages",
        directs.map(directLink),
        iconButton("plus", "New direct message", { onclick: newDirect, "data-key": "new-dm" }),
      ),
      store.app && group("Apps", [appLink(bot)]),
    ),
  );
  root.querySelector(".places").scrollTop = scroll;
  if (focused) [...root.querySelectorAll("[data-key]")].find((node) => node.dataset.key === focused)?.focus();
}

const byName = (one, two) => channelName(one).localeCompare(channelName(two));

function you() {
  const person = me();
  return h(
    "button",
    {
      type: "button",
      class: "you",
      "data-key": "you",
      "aria-haspopup": "dialog",
      onclick: switchPerson,
      "aria-label": `You are: ${person.real_name}. Change person`,
    },
    avatar(person, "small"),
    h(
      "span",
      { class: "you-text" },
      h("span", { class: "you-are" }, "You are"),
      h("span", { class: "you-name" }, person.real_name),
      person.title && h("span", { class: "you-title" }, person.title),
    ),
    icon("swap"),
  );
}

function group(label, links, extra) {
  return h(
    "section",
    { class: "place-group", "aria-label": label },
    h("div", { class: "place-head" }, h("h2", null, label), extra),
    h(
      "ul",
      null,
      links.map((link) => h("li", null, link)),
    ),
  );
}

function place({ key, href, lead, label, unread, here, note, archived }) {
  const count = Number(unread) || (unread ? 1 : 0);
  return h(
    "a",
    {
      class: `place${count ? " unread" : ""}${archived ? " archived" : ""}`,
      href,
      "data-key": key,
      "aria-current": here ? "page" : null,
    },
    lead,
    h("span", { class: "place-name" }, label),
    note && h("span", { class: "place-note" }, note),
    count ? h("span", { class: "count", "aria-label": `${count} unread` }, count > 99 ? "99+" : count) : null,
  );
}

function roomLink(channel) {
  return place({
    key: channel.id,
    href: `#${channel.id}`,
    lead: icon(channel.is_private ? "lock" : "hash"),
    label: channel.name,
    unread: channel.is_member === false ? 0 : channel.unread,
    here: route().channel === channel.id,
    archived: channel.is_archived,
  });
}

function directLink(channel) {
  const person = store.people.get(channel.user) ?? { id: channel.user };
  return place({
    key: channel.id,
    href: `#${channel.id}`,
    lead: avatar(person, "tiny"),
    label: channelName(channel),
    unread: channel.unread,
    here: route().channel === channel.id,
    note: channel.user === store.me ? "you" : null,
  });
}

function appLink(bot) {
  const here = route().home || (bot && route().channel === bot.id);
  const person = store.people.get(store.app.bot_user) ?? {
    id: store.app.bot_user,
    real_name: store.app.name,
    is_bot: true,
  };
  const href = bot?.unread ? `#${bot.id}` : store.app.home === false && bot ? `#${bot.id}` : "#home";
  const note = store.app.connected === false ? "not connected" : null;
  const lead = avatar(person, "tiny");
  return place({ key: "app", href, lead, label: store.app.name, unread: bot?.unread, here, note });
}

export function switchPerson() {
  chooseWhoToBe({
    people: store.people.values(),
    current: store.me,
    here: addressAs,
    whole: (user) => addressWith("as", user),
  });
}

export function newDirect() {
  openPicker({
    title: "New direct message",
    placeholder: "Search people by name or role",
    groups: peopleGroups(store.people.values()),
    onpick: (item) => openDirect(item.value),
  });
}

/** Goes to the direct conversation with a person, opening it when there is none yet. */
export async function openDirect(user) {
  const known = directWith(user);
  if (known) return go(known.id);
  const answer = await guarded(() => api.openDm(user));
  if (!answer) return undefined;
  await guarded(loadState);
  return go(typeof answer.channel === "string" ? answer.channel : answer.channel?.id);
}

function jump() {
  const rooms = [...store.channels.values()]
    .filter((channel) => !channel.is_im && !channel.is_archived)
    .map((channel) => ({
      value: channel.id,
      label: channel.name,
      lead: () => icon(channel.is_private ? "lock" : "hash"),
    }));
  openPicker({
    title: "Jump to",
    placeholder: "Search channels and people",
    groups: [{ label: "Channels", items: rooms }, ...peopleGroups(store.people.values())],
    onpick: (item) => (store.channels.has(item.value) ? go(item.value) : openDirect(item.value)),
  });
}

function arrows(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp" && event.key !== "Home" && event.key !== "End") return;
  const stops = [...event.currentTarget.querySelectorAll("button, a.place")];
  const at = stops.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key];
  stops[Math.max(0, Math.min(stops.length - 1, to))].focus();
}
