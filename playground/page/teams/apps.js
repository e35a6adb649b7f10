/** The apps: where this one is installed, what it may hear, and whether it is there at all. */

import { avatar } from "../avatar.js";
import { fill, h, iconButton } from "../dom.js";
import { guarded } from "../notices.js";
import { api } from "./api.js";
import { go, store, who } from "./store.js";

const HEARS = [
  [
    "ChannelMessage.Read.Group",
    "Hear everything that is said in its channels",
    "Without it only what mentions it arrives.",
  ],
  [
    "ChatMessage.Read.Chat",
    "Hear everything that is said in its group chats",
    "Without it only what mentions it arrives.",
  ],
];

export function drawApps(root) {
  const { app } = store;
  const key = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  root.setAttribute("aria-label", "Apps");
  fill(
    root,
    h(
      "header",
      { class: "main-head" },
      iconButton("back", "Back to chats and channels", { class: "icon-button back-button", onclick: () => go("") }),
      h(
        "div",
        { class: "main-title" },
        h("h1", null, "Apps"),
        h("span", { class: "main-note" }, `Installed in ${store.tenant.name}`),
      ),
    ),
    h(
      "div",
      { class: "apps", id: "messages", tabindex: -1 },
      h(
        "section",
        { class: "app-card", "aria-label": app.name },
        h(
          "div",
          { class: "app-head" },
          avatar(who(app.id)),
          h(
            "div",
            null,
            h("h2", null, app.name),
            h(
              "p",
              null,
              app.connected ? "Answers at its messaging endpoint." : "Nothing answers: no messaging endpoint is set.",
            ),
          ),
        ),
        part("Where it is", [
          installed("For you", app.installed, { on: !app.installed }, "me"),
          ...store.teams.map((team) =>
            installed(`Team ${team.name}`, team.app, { team: team.id, on: !team.app }, team.id),
          ),
          ...store.chats
            .filter((chat) => chat.kind === "groupChat")
            .map((chat) => installed(`Chat ${chat.name}`, chat.app, { place: chat.id, on: !chat.app }, chat.id)),
        ]),
        part(
          "What it may hear",
          HEARS.map(([name, label, note]) => hears(name, label, note)),
        ),
        part("You and it", [
          toggle("block", "Block it", "It can no longer write to you, and does not hear you.", app.blocked, (on) =>
            api.block(on),
          ),
        ]),
      ),
    ),
  );
  if (key) root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

function part(title, rows) {
  return h("div", { class: "app-part" }, h("h3", null, title), rows);
}

function installed(label, on, change, key) {
  const name = store.app.name;
  return h(
    "div",
    { class: "app-row" },
    h("span", null, label, h("small", null, on ? "Installed" : "Not installed")),
    h(
      "button",
      {
        type: "button",
        class: `button${on ? "" : " primary solid"}`,
        "data-key": key,
        "aria-label": `${on ? "Remove" : "Add"} ${name}: ${label}`,
        onclick: () => guarded(() => api.install(change)),
      },
      on ? "Remove" : "Add",
    ),
  );
}

function hears(name, label, note) {
  return toggle(name, label, note, store.app.permissions.includes(name), (on) => api.permission(name, on));
}

function toggle(key, label, note, on, change) {
  return h(
    "label",
    { class: "app-row" },
    h("span", null, label, h("small", null, note)),
    h("input", {
      type: "checkbox",
      role: "switch",
      class: "switch",
      "data-key": key,
      checked: on,
      onchange: (event) => guarded(() => change(event.target.checked)),
    }),
  );
}
