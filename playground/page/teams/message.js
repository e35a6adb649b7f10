/** One message: who, when, what it quotes, words, card, files, reactions, and what can be done with it. */

import { avatar } from "../avatar.js";
import { h, icon, iconButton } from "../dom.js";
import { deskNow } from "../events.js";
import { fileSize } from "../files.js";
import { guarded } from "../notices.js";
import { clockTime, dayKey, fullTime, shortTime } from "../time.js";
import { api } from "./api.js";
import { watch } from "./autorefresh.js";
import { drawCard } from "./cards.js";
import { messageWords, plain } from "./markdown.js";
import { act, lineUnder } from "./outcome.js";
import { store, who, zone } from "./store.js";
import { REACTIONS, toolbar } from "./toolbar.js";

const typed = new Map(); // what stands in a card's inputs, by message, kept over redraws

/** `place`: {id, kind, compact, actions: {reply, edit}}. */
export function renderMessage(message, place) {
  const author = who(message.author);
  const time = new Date(message.at);
  const mine = message.author === store.me;
  const state = [mine && "mine", author.is_bot && "by-app", place.compact && "compact", message.private && "private"];
  const body = h("div", { class: "msg-body" });
  const node = h(
    "div",
    {
      class: ["msg", ...state.filter(Boolean)].join(" "),
      role: "article",
      tabindex: -1,
      "aria-label": `${author.real_name}, ${shortTime(time, zone())}`,
      data: { id: message.id },
    },
    h("div", { class: "gutter" }, !place.compact && avatar(author)),
    body,
  );
  if (message.mentioned) node.classList.add("mentions-me");
  if (!place.compact) body.append(head(message, author, time));
  if (message.deleted) {
    body.append(h("div", { class: "bubble gone" }, icon("trash"), "This message has been deleted.", mine && undo(message, place)));
    return node;
  }
  body.append(content(message, place, node));
  const line = lineUnder(message.id);
  if (line)
    body.append(
      h("div", { class: `line${line.failed ? " failed" : ""}`, role: line.failed ? "alert" : "status" }, line.words),
    );
  if (!message.private) node.append(toolbar(message, place, node));
  return node;
}

/** Teams offers it for as long as the place of the message stands there. */
function undo(message, place) {
  return h("button", { type: "button", class: "button quiet", onclick: () => guarded(() => api.restore(place.id, message.id)) }, "Undo");
}

function head(message, author, time) {
  const today = dayKey(time, zone()) === dayKey(deskNow(), zone());
  return h(
    "div",
    { class: "msg-head" },
    h("span", { class: "author" }, author.real_name),
    author.is_bot && h("span", { class: "badge" }, "App"),
    h(
      "time",
      { class: "time", datetime: message.at, title: fullTime(time, zone()) },
      today ? clockTime(time, zone()) : shortTime(time, zone()),
    ),
    message.edited && h("span", { class: "edited" }, "Edited"),
    message.important && h("span", { class: "important" }, "Important!"),
  );
}

function content(message, place, node) {
  const reactions = drawReactions(message, place);
  const bubble = h("div", { class: `bubble${message.card ? " with-card" : ""}` });
  if (message.card?.msteams?.width === "Full") bubble.classList.add("full");
  if (message.private) bubble.append(h("div", { class: "private-note" }, icon("eye"), "Only you can see this message"));
  if (message.quote)
    bubble.append(
      h(
        "blockquote",
        { class: "quote" },
        h("strong", null, message.quote.author),
        h("span", null, plain(message.quote.words)),
      ),
    );
  if (message.text) bubble.append(messageWords(message));
  if (message.forwarded)
    bubble.append(
      h(
        "blockquote",
        { class: "quote forwarded" },
        h("strong", null, `${message.forwarded.author}, forwarded`),
        h("span", null, plain(message.forwarded.words)),
      ),
    );
  if (message.card) bubble.append(cardOf(message, place, node));
  if (message.files.length) bubble.append(h("div", { class: "files" }, message.files.map(drawFile)));
  if (place.compact && message.edited) bubble.append(h("span", { class: "edited" }, "Edited"));
  return h("div", { class: "msg-content" }, bubble, reactions);
}

function cardOf(message, place, node) {
  const card = drawCard(message.card, {
    values: typed.get(message.id),
    typed: (values) => typed.set(message.id, values),
    search: async (_, words) => people(words),
    press: ({ path, values, button }) =>
      act(message.id, button, () => api.press({ place: place.id, id: message.id, card: message.card, path, values })),
  });
  watch(node, message, place);
  return h(
    "div",
    { class: "card-frame" },
    card,
    message.own_view && h("div", { class: "own-view" }, icon("eye"), "Your view of this card"),
  );
}

function people(words) {
  return [...store.people.values()]
    .filter((one) => one.real_name.toLowerCase().includes(words))
    .map((one) => ({ title: one.real_name, value: one.directory_id }));
}

function drawFile(file) {
  const about = [
    h("span", { class: "file-name" }, file.name),
    file.size !== undefined && h("span", { class: "file-size" }, fileSize(file.size)),
  ];
  if (!file.url) return h("div", { class: "file" }, icon("file"), about);
  const url = encodeURI(file.url);
  const link = h("a", { class: "file", href: url, target: "_blank", rel: "noopener" }, icon("file"), about);
  if (!file.kind?.startsWith("image/")) return link;
  const picture = h("img", { class: "file-picture", src: url, alt: file.name, loading: "lazy" });
  picture.addEventListener("error", () => picture.remove(), { once: true });
  return h("div", { class: "file-box" }, picture, link);
}

function drawReactions(message, place) {
  const all = Object.entries(message.reactions);
  if (!all.length) return null;
  return h(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    all.map(([name, people]) => {
      const mine = people.includes(store.me);
      const names = people.map((id) => who(id).real_name).join(", ");
      return h(
        "button",
        {
          type: "button",
          class: `reaction${mine ? " mine" : ""}`,
          "aria-pressed": String(mine),
          "aria-label": `${name}, ${people.length}, ${names}`,
          title: names,
          onclick: () => guarded(() => api.react(place.id, message.id, name, mine)),
        },
        h("span", { class: "emoji", "aria-hidden": "true" }, REACTIONS[name] ?? "•"),
        h("span", { class: "count" }, people.length),
      );
    }),
  );
}
