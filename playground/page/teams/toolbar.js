/** What can be done with a message: react, reply, edit, delete, the app's commands. Shown on hover and on focus. */

import { confirmed } from "../confirm.js";
import { h, iconButton } from "../dom.js";
import { openMenu } from "../menu.js";
import { guarded, notice } from "../notices.js";
import { openPicker } from "../picker.js";
import { api } from "./api.js";
import { typed } from "./markdown.js";
import { act, command } from "./outcome.js";
import { placeName, store } from "./store.js";

export const REACTIONS = { like: "👍", heart: "❤️", laugh: "😆", surprised: "😮", sad: "😢" };


export function toolbar(message, place, node) {
  const quick = Object.entries(REACTIONS)
    .slice(0, 4)
    .map(([name, sign]) =>
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": `React with ${name}`,
          title: name,
          onclick: () => react(message, place, name),
        },
        h("span", { class: "emoji", "aria-hidden": "true" }, sign),
      ),
    );
  const more = iconButton("more", "More options", { "aria-haspopup": "menu", "aria-expanded": "false" });
  more.addEventListener("click", () => openMenu(more, items(message, place, node), { label: "More options" }));
  const own = message.author === store.me;
  return h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    quick,
    iconButton("reply", place.kind === "channel" ? "Reply" : "Reply with quote", {
      onclick: () => place.actions.reply(message),
    }),
    own && iconButton("edit", "Edit", { onclick: () => place.actions.edit(message, node) }),
    more,
  );
}

function react(message, place, name) {
  return guarded(() => api.react(place.id, message.id, name, message.reactions[name]?.includes(store.me) ?? false));
}

function items(message, place, node) {
  const own = message.author === store.me;
  const commands = store.app.commands.filter((one) => one.context.includes("message"));
  return [
    { label: "Copy text", run: () => copy(message, node) },
    { label: "Forward…", run: () => forward(message, place) },
    message.refresh && {
      label: "Refresh card",
      run: () => act(message.id, null, () => api.refresh(place.id, message.id)),
    },
    own && { label: "Edit", run: () => place.actions.edit(message, node) },
    own && { label: "Delete…", danger: true, run: () => remove(message, place, node) },
    commands.length && { heading: store.app.name },
    ...commands.map((one) => ({
      label: one.title,
      run: () => command(() => api.command(one.id, place.id, message.id)),
    })),
  ].filter(Boolean);
}

/** Asks where to, and forwards the message there. */
function forward(message, place) {
  const items = [...store.places.values()].map((one) => ({ value: one.id, label: placeName(one) }));
  openPicker({
    title: "Forward this message",
    placeholder: "Search chats and channels",
    groups: [{ label: "Forward to", items }],
    onpick: async (item) => {
      if (await guarded(() => api.forward(place.id, message.id, item.value))) notice("Forwarded.", "info");
    },
  });
}

function copy(message, node) {
  return guarded(async () => {
    await navigator.clipboard.writeText(message.text ? typed(message) : (node.querySelector(".card")?.innerText ?? ""));
    notice("Copied.", "info");
  });
}

export async function remove(message, place, node) {
  const words = {
    title: "Delete this message?",
    text: "Everybody here sees that it was deleted.",
    yes: "Delete",
    no: "Cancel",
    danger: true,
  };
  if (await confirmed(words, node)) await guarded(() => api.remove(place.id, message.id));
}
