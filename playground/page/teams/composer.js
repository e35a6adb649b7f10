/** The message box of a chat, of a new post and of a thread: words, mentions, files, the app's commands. */

import { fill, h, iconButton } from "../dom.js";
import { emit } from "../events.js";
import { fileTray } from "../filetray.js";
import { openMenu } from "../menu.js";
import { api } from "./api.js";
import { completion } from "./mentions.js";
import { command } from "./outcome.js";
import { store } from "./store.js";

const drafts = new Map();

/**
 * `where()` answers {place, root?}; `sent()` is called after something was said. The result's `quote(message)` makes
 * the next words an answer to that message.
 */
export function composer({ id, label, where, sent, editLast, cancel }) {
  const area = h("textarea", {
    id,
    class: "composer-text",
    rows: 1,
    "aria-label": label,
    placeholder: label,
    autocomplete: "off",
  });
  const warning = h("div", { class: "composer-warning", role: "alert" });
  const quoted = h("div", { class: "composer-quote" });
  const tray = fileTray(area, () => {
    grow();
    warning.textContent = unheard();
  });
  const send = iconButton("send", "Send", { class: "icon-button send", onclick: () => submit() });
  const plus = iconButton("plus", "Actions and apps", { "aria-haspopup": "menu", "aria-expanded": "false" });
  const box = h(
    "form",
    { class: "composer-box" },
    quoted,
    area,
    tray.chips,
    h(
      "div",
      { class: "composer-tools" },
      iconButton("clip", "Attach files", { onclick: tray.choose }),
      iconButton("at", "Mention someone", { onclick: () => insert("@") }),
      plus,
      h("span", { class: "composer-gap" }),
      cancel && h("button", { type: "button", class: "button quiet", onclick: cancel }, "Cancel"),
      send,
    ),
    tray.picker,
  );
  const node = h("div", { class: "composer" }, warning, box);
  const suggestions = completion(area, () => store.places.get(where().place));
  let answering = null;
  let sending = false;

  const key = () => `${where().place}/${where().root ?? ""}`;
  plus.addEventListener("click", () => openMenu(plus, commands(), { label: "Actions and apps", align: "start" }));

  function commands() {
    const offered = store.app.commands.filter((one) => one.context.some((name) => name !== "message"));
    const here = store.places.get(where().place);
    const items = offered.map((one) => ({ label: one.title, run: () => command(() => api.command(one.id, here.id)) }));
    return [{ heading: items.length ? store.app.name : "No app offers anything here" }, ...items];
  }

  /** An app hears of pictures in a channel, of other files there it hears nothing: people alone see those. */
  function unheard() {
    const others = tray.files.filter((file) => !file.mimetype.startsWith("image/"));
    if (!others.length || store.places.get(where().place)?.kind === "personal") return "";
    return `Teams does not tell apps of files in channels and group chats: people see ${others[0].name}, no app does.`;
  }

  function grow() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
    send.classList.toggle("ready", Boolean(area.value.trim() || tray.files.length));
  }

  function insert(text) {
    area.focus();
    const gap = area.selectionStart > 0 && !/\s$/.test(area.value.slice(0, area.selectionStart)) ? " " : "";
    area.setRangeText(gap + text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function drawQuote() {
    fill(
      quoted,
      answering && [
        h("div", { class: "quote" }, h("strong", null, answering.author), h("span", null, answering.words)),
        iconButton("close", "Do not quote", { onclick: () => quote(null) }),
      ],
    );
  }

  /** `message`: {id, author, words} or null. */
  function quote(message) {
    answering = message;
    drawQuote();
    area.focus();
  }

  async function submit() {
    const text = area.value.trim();
    const [kept, files, about] = [tray.files, tray.sendable(), answering];
    if (sending || (!text && !kept.length)) return;
    sending = true;
    reset();
    try {
      await api.say({ ...where(), text, ...files, ...(about ? { quote: about.id } : {}) });
      emit("said");
      sent?.();
    } catch (error) {
      if (!area.value) area.value = text;
      answering = about;
      drawQuote();
      tray.set(kept);
      warning.textContent = error.message;
    } finally {
      sending = false;
    }
  }

  function reset() {
    area.value = "";
    answering = null;
    warning.textContent = "";
    drafts.delete(key());
    drawQuote();
    tray.set([]);
  }

  area.addEventListener("input", () => {
    warning.textContent = "";
    drafts.set(key(), area.value);
    grow();
  });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing || suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && !area.value && editLast) {
      event.preventDefault();
      editLast();
    } else if (event.key === "Escape" && (answering || cancel)) {
      event.preventDefault();
      if (answering) quote(null);
      else cancel();
    }
  });
  box.addEventListener("submit", (event) => event.preventDefault());
  tray.listen(box);
  area.value = drafts.get(key()) ?? "";
  return { node, area, quote, grow };
}
