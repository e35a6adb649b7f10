/** One message: author, text or blocks, files, reactions, thread summary. */

import { avatar } from "../avatar.js";
import { h, icon, iconButton } from "../dom.js";
import { fileSize } from "../files.js";
import { guarded } from "../notices.js";
import { ago, clockTime, dayKey, fullTime, shortTime } from "../time.js";
import { api } from "./api.js";
import { blockContext } from "./blockactions.js";
import { drawBlocks } from "./blockkit/index.js";
import { Values } from "./blockkit/values.js";
import { fromTs } from "./dates.js";
import { findSign } from "./emoji.js";
import { emojiNode, linkNode, mrkdwn } from "./mrkdwn.js";
import { deskNow, personName, store, world, zone } from "./store.js";
import { toolbar } from "./toolbar.js";

const choices = new Map(); // what was chosen in a message's selects, kept over redraws

const SYSTEM = new Set([
  "channel_join",
  "channel_leave",
  "channel_topic",
  "channel_purpose",
  "channel_name",
  "channel_archive",
  "channel_unarchive",
  "group_join",
  "group_leave",
  "group_archive",
  "pinned_item",
  "bot_add",
  "bot_remove",
]);

/** Who wrote it, with the name and sign a bot may have chosen for this one message. */
export function author(message) {
  const id = message.user ?? message.bot_id ?? "";
  const isBot = Boolean(message.bot_id) || message.subtype === "bot_message";
  const icon = message.icons?.emoji ?? message.icon_emoji;
  const known = store.people.get(id) ?? (isBot ? store.people.get(store.app?.bot_user) : null);
  return {
    ...(known ?? { id }),
    real_name: message.username ?? known?.real_name ?? (isBot ? store.app?.name : personName(id)) ?? "Somebody",
    is_bot: isBot || known?.is_bot === true,
    sign: icon && findSign(icon),
  };
}

export function isDeleted(message) {
  return message.deleted === true || message.subtype === "tombstone";
}

/** `place`: {channel, compact, inThread, actions: {reply, edit}}. */
export function renderMessage(message, place) {
  const who = author(message);
  const time = fromTs(message.ts);
  const stamp = h(
    "time",
    { class: "time", datetime: time.toISOString(), title: fullTime(time, zone()) },
    clockTime(time, zone()),
  );
  if (SYSTEM.has(message.subtype)) return systemLine(message, who, stamp);
  const deleted = isDeleted(message);
  const name = h("span", { class: "author" }, who.real_name);
  const head =
    !place.compact && h("div", { class: "msg-head" }, name, who.is_bot && h("span", { class: "badge" }, "APP"), stamp);
  const node = h(
    "div",
    {
      class: `msg${place.compact ? " compact" : ""}${message.is_ephemeral ? " ephemeral" : ""}${deleted ? " deleted" : ""}`,
      role: "article",
      tabindex: -1,
      "aria-label": `${who.real_name}, ${shortTime(time, zone())}`,
      data: { ts: message.ts },
    },
    h("div", { class: "gutter" }, place.compact ? stamp : avatar(who)),
    h(
      "div",
      { class: "msg-body" },
      message.is_ephemeral && ephemeralNote(place, message),
      broadcastNote(message, place),
      head,
      deleted ? h("div", { class: "text gone" }, "(deleted)") : content(message, place),
    ),
  );
  if (!deleted && !message.is_ephemeral) node.append(toolbar(message, place, node));
  return node;
}

function systemLine(message, who, stamp) {
  return h(
    "div",
    {
      class: "msg system",
      role: "article",
      tabindex: -1,
      data: { ts: message.ts },
      "aria-label": `${who.real_name}, note`,
    },
    h("div", { class: "gutter" }, avatar(who, "small")),
    h(
      "div",
      { class: "msg-body" },
      h(
        "div",
        { class: "text" },
        h("strong", null, who.real_name),
        " ",
        stamp,
        " ",
        mrkdwn(String(message.text ?? "").replace(/^<@[A-Z0-9]+>\s*/, ""), world()),
      ),
    ),
  );
}

function ephemeralNote(place, message) {
  return h(
    "div",
    { class: "ephemeral-note" },
    icon("eye"),
    h("span", null, "Only visible to you"),
    iconButton("close", "Dismiss message", { onclick: () => place.actions.dismiss(message) }),
  );
}

function broadcastNote(message, place) {
  if (message.subtype !== "thread_broadcast" || place.inThread) return null;
  return h("div", { class: "broadcast-note" }, "replied to a thread");
}

function content(message, place) {
  const body = h("div", { class: "msg-content" });
  const values = choices.get(message.ts) ?? new Values(message.state?.values);
  choices.set(message.ts, values);
  const ctx = blockContext(
    {
      type: "message",
      channel: place.channel,
      ts: message.ts,
      ...(message.is_ephemeral ? { is_ephemeral: true } : {}),
    },
    values,
    { blocks: message.blocks },
  );
  if (message.blocks?.length && !typed(message)) {
    const blocks = h("div", { class: "blocks" });
    drawBlocks(blocks, message.blocks, ctx);
    body.append(blocks);
  } else if (message.text) {
    const italic = message.subtype === "me_message";
    body.append(h("div", { class: `text${italic ? " me-message" : ""}` }, mrkdwn(message.text, world())));
  }
  if (message.edited)
    body.append(
      h("span", { class: "edited", title: fullTime(fromTs(message.edited.ts ?? message.ts), zone()) }, "(edited)"),
    );
  for (const attachment of message.attachments ?? []) body.append(drawAttachment(attachment, ctx));
  if (message.files?.length) body.append(h("div", { class: "files" }, message.files.map(drawFile)));
  if (message.reactions?.length) body.append(reactions(message, place));
  if (message.reply_count && !place.inThread) body.append(summary(message, place));
  return body;
}

/** A person's own words: their rich_text carries no styles here, so the text is read as mrkdwn, as they meant it. */
function typed(message) {
  return (
    !message.bot_id && Boolean(message.text) && message.blocks.length === 1 && message.blocks[0].type === "rich_text"
  );
}

function drawAttachment(attachment, ctx) {
  const node = h("div", { class: "attachment" });
  if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? ""))
    node.style.borderLeftColor = `#${attachment.color.replace("#", "")}`;
  if (attachment.author_name) node.append(h("div", { class: "attachment-author" }, attachment.author_name));
  if (attachment.pretext) node.append(h("div", { class: "text" }, mrkdwn(attachment.pretext, ctx.world)));
  if (attachment.title)
    node.append(h("div", { class: "attachment-title" }, linkNode(attachment.title_link, attachment.title)));
  if (attachment.blocks?.length) drawBlocks(node, attachment.blocks, ctx);
  else if (attachment.text || attachment.fallback)
    node.append(h("div", { class: "text" }, mrkdwn(attachment.text ?? attachment.fallback, ctx.world)));
  if (attachment.files?.length) node.append(h("div", { class: "files" }, attachment.files.map(drawFile)));
  if (attachment.footer) node.append(h("div", { class: "attachment-footer" }, attachment.footer));
  return node;
}

function drawFile(file) {
  const local =
    URL.canParse(file.url_private ?? "", location.origin) &&
    new URL(file.url_private, location.origin).pathname.startsWith("/files-pri/");
  const url = local ? `${new URL(file.url_private, location.origin).pathname}?as=${encodeURIComponent(store.me)}` : "";
  const picture =
    local &&
    file.mimetype?.startsWith("image/") &&
    h("img", {
      class: "file-picture",
      src: url,
      alt: file.title || file.name,
      loading: "lazy",
      onerror: (event) => event.target.remove(),
    });
  const name = h("span", { class: "file-name" }, file.title || file.name || "File");
  const size = h("span", { class: "file-size" }, [file.mimetype, fileSize(file.size)].filter(Boolean).join(" · "));
  const card = local
    ? h("a", { class: "file", href: url, target: "_blank", rel: "noopener" }, icon("file"), name, size)
    : h("div", { class: "file" }, icon("file"), name, size);
  return h("div", { class: "file-box" }, picture, card);
}

function reactions(message, place) {
  return h(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    message.reactions.map((reaction) => {
      const mine = (reaction.users ?? []).includes(store.me);
      const names = (reaction.users ?? []).map(personName).join(", ");
      const count = reaction.count ?? (reaction.users ?? []).length;
      const press = () => guarded(() => api.react(place.channel, message.ts, reaction.name, mine));
      return h(
        "button",
        {
          type: "button",
          class: `reaction${mine ? " mine" : ""}`,
          "aria-pressed": String(mine),
          "aria-label": `${reaction.name.replaceAll("_", " ")}, ${count}, ${names}`,
          title: `${names} reacted with :${reaction.name}:`,
          onclick: press,
        },
        emojiNode(reaction.name),
        h("span", { class: "count" }, count),
      );
    }),
  );
}

function summary(message, place) {
  const people = (message.reply_users ?? [])
    .slice(0, 3)
    .map((id) => avatar(store.people.get(id) ?? { id, real_name: id }, "tiny"));
  const label = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  const latest = message.latest_reply && fromTs(message.latest_reply);
  const when =
    latest &&
    (dayKey(latest, zone()) === dayKey(deskNow(), zone())
      ? `Last reply today at ${clockTime(latest, zone())}`
      : `Last reply ${ago(latest, deskNow())}`);
  return h(
    "button",
    { type: "button", class: "thread-summary", onclick: () => place.actions.reply(message) },
    people,
    h("span", { class: "replies" }, label),
    when && h("span", { class: "when" }, when),
  );
}
