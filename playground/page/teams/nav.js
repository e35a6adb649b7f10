/** The title bar, the rail, and the list of chats, teams and channels. */

import { avatar } from "../avatar.js";
import { deskClock } from "../clock.js";
import { fill, h, icon, iconButton } from "../dom.js";
import { deskNow } from "../events.js";
import { framed } from "../framed.js";
import { guarded } from "../notices.js";
import { chooseWhoToBe, peopleGroups } from "../people.js";
import { openPicker } from "../picker.js";
import { themeButton } from "../themes.js";
import { clockTime, dayKey, shortTime } from "../time.js";
import { api } from "./api.js";
import { addressAs, go, loadState, me, placeName, route, store, who, wholeAddressAs, zone } from "./store.js";

/** Draws the title bar; answers what shows the time again. Beside a Slack the window around has the clock. */
export function drawTitlebar(root) {
  const clock = framed ? null : deskClock({ advance: api.advance, zone });
  const you = h("button", { type: "button", class: "you", "aria-haspopup": "dialog", onclick: switchPerson });
  fill(
    root,
    h(
      "span",
      { class: "brand" },
      h("span", { class: "brand-sign", "aria-hidden": "true" }, "T"),
      h("span", { class: "brand-name" }, "Teams"),
      h("span", { class: "brand-note" }, store.tenant.name),
    ),
    clock,
    h("div", { class: "titlebar-end" }, framed ? null : themeButton(), you),
  );
  you.setAttribute("aria-label", `You are: ${me().real_name}. Change person`);
  fill(
    you,
    h(
      "span",
      { class: "you-text" },
      h("span", { class: "you-name" }, me().real_name),
      me().title && h("span", { class: "you-title" }, me().title),
    ),
    avatar(me(), "small"),
    icon("swap"),
  );
  return () => clock?.show();
}

export function switchPerson() {
  chooseWhoToBe({ people: store.people.values(), current: store.me, here: addressAs, whole: wholeAddressAs });
}

export function drawRail(root) {
  const { apps } = route();
  const unread = store.chats.reduce((sum, chat) => sum + chat.unread, 0); // channels say it in the list alone
  const stop = ({ key, sign, label, here, count, run }) =>
    h(
      "button",
      { type: "button", class: "rail-stop", "data-key": key, "aria-current": here ? "page" : null, onclick: run },
      icon(sign),
      h("span", null, label),
      count ? h("span", { class: "dot", "aria-label": `${count} unread` }, count > 99 ? "99+" : count) : null,
    );
  keepFocus(root, () =>
    fill(
      root,
      stop({ key: "chat", sign: "reply", label: "Chat", here: !apps, count: unread, run: () => go(lastPlace ?? "") }),
      stop({ key: "apps", sign: "grid", label: "Apps", here: apps, run: () => go("apps") }),
    ),
  );
}

let lastPlace = null;

export function drawList(root) {
  const { place } = route();
  if (place) lastPlace = place;
  const scroll = root.querySelector(".places")?.scrollTop ?? 0;
  keepFocus(root, () => {
    fill(
      root,
      h(
        "div",
        { class: "list-head" },
        h("h2", null, "Chat"),
        iconButton("newchat", "New chat", { "data-key": "new", onclick: newChat }),
      ),
      h("div", { class: "places" }, group("Chats", store.chats.map(chatLink)), store.teams.map(teamGroup)),
    );
  });
  root.querySelector(".places").scrollTop = scroll;
}

function keepFocus(root, draw) {
  const key = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  draw();
  if (key) [...root.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key)?.focus();
}

function group(label, links, lead) {
  return h(
    "section",
    { class: "place-group", "aria-label": label },
    h("h3", null, lead, label),
    h(
      "ul",
      null,
      links.map((link) => h("li", null, link)),
    ),
  );
}

function link(place, lead, lines) {
  const name = placeName(place);
  return h(
    "a",
    {
      class: `place ${place.kind}${place.unread ? " unread" : ""}`,
      href: `#${place.id}`,
      "data-key": place.id,
      "aria-current": route().place === place.id ? "page" : null,
      "aria-label": place.unread ? `${name} ${place.unread} unread` : name,
    },
    lead,
    lines,
    place.unread ? h("span", { class: "dot", "aria-hidden": "true" }) : null,
  );
}

function chatLink(place) {
  const person = place.kind === "personal" ? who(store.app.id) : { id: place.id, real_name: place.name };
  const { last } = place;
  const when = last && new Date(last.at);
  const today = when && dayKey(when, zone()) === dayKey(deskNow(), zone());
  const said = last && `${last.author === store.me ? "You: " : ""}${last.words}`;
  return link(place, avatar(person, "small"), [
    h("span", { class: "place-name" }, placeName(place)),
    when &&
      h(
        "time",
        { class: "place-time" },
        today ? clockTime(when, zone()) : shortTime(when, zone()).split(" ").slice(1, 3).join(" "),
      ),
    h("span", { class: "place-last" }, said || (store.app.connected ? "App" : "App, not connected")),
  ]);
}

function teamGroup(team) {
  const channels = team.channels.map((place) =>
    link(place, null, [h("span", { class: "place-name" }, place.name), place.private && icon("lock")]),
  );
  return group(team.name, channels, avatar({ id: team.id, real_name: team.name }, "tiny"));
}

function newChat() {
  const make = async (item) => {
    const answer = await guarded(() => api.group([item.value], true));
    if (!answer) return;
    await guarded(loadState);
    go(answer.place);
  };
  const others = [...store.people.values()].filter((one) => one.id !== store.me);
  openPicker({
    title: `New chat, with ${store.app.name} in it`,
    placeholder: "Search people by name or role",
    groups: peopleGroups(others),
    onpick: make,
  });
}

/** Arrow keys from place to place. */
export function arrows(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [...event.currentTarget.querySelectorAll("button, a.place")];
  const at = stops.indexOf(document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, at + step))].focus();
}
