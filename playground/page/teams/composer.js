/** The message box of a chat, of a new post and of a thread: words, mentions, files, the app's commands. */

import { fill, h, icon, iconButton } from "../dom.js";
import { emit } from "../desk.js";
import { readFile } from "../files.js";
import { openMenu } from "../menu.js";
import { guarded } from "../notices.js";
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
  const chips = h("div", { class: "attachments" });
  const picker = h("input", { type: "file", multiple: true, hidden: true, "aria-label": "Choose files", tabindex: -1 });
  const send = iconButton("send", "Send", { class: "icon-button send", onclick: () => submit() });
  const plus = iconButton("plus", "Actions and apps", { "aria-haspopup": "menu", "aria-expanded": "false" });
  const box = h(
    "form",
    { class: "composer-box" },
    quoted,
    area,
    chips,
    h(
      "div",
      { class: "composer-tools" },
      iconButton("clip", "Attach files", { onclick: () => picker.click() }),
      iconButton("at", "Mention someone", { onclick: () => insert("@") }),
      plus,
      h("span", { class: "composer-gap" }),
      cancel && h("button", { type: "button", class: "button quiet", onclick: cancel }, "Cancel"),
      send,
    ),
    picker,
  );
  const node = h("div", { class: "composer" }, warning, box);
  const suggestions = completion(area, () => store.places.get(where().place));
  let files = [];
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

  function grow() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
    send.classList.toggle("ready", Boolean(area.value.trim() || files.length));
  }

  function insert(text) {
    area.focus();
    const gap = area.selectionStart > 0 && !/\s$/.test(area.value.slice(0, area.selectionStart)) ? " " : "";
    area.setRangeText(gap + text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function drawFiles() {
    fill(
      chips,
      files.map((file, index) =>
        h(
          "span",
          { class: "chip file-chip" },
          icon("file"),
          file.name,
          iconButton("close", `Remove ${file.name}`, { onclick: () => unattach(index) }),
        ),
      ),
    );
    grow();
  }

  function unattach(index) {
    files = files.filter((_, at) => at !== index);
    drawFiles();
    area.focus();
  }

  async function attach(chosen) {
    const read = await guarded(() => Promise.all([...chosen].map(readFile)));
    files = [...files, ...(read ?? [])];
    drawFiles();
    area.focus();
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
    if (sending || (!text && !files.length)) return;
    const [kept, about] = [files, answering];
    sending = true;
    reset();
    try {
      const sendable = kept.map(({ size, ...file }) => file);
      await api.say({
        ...where(),
        text,
        ...(sendable.length ? { files: sendable } : {}),
        ...(about ? { quote: about.id } : {}),
      });
      emit("said");
      sent?.();
    } catch (error) {
      if (!area.value) area.value = text;
      [files, answering] = [kept, about];
      drawQuote();
      drawFiles();
      warning.textContent = error.message;
    } finally {
      sending = false;
    }
  }

  function reset() {
    area.value = "";
    files = [];
    answering = null;
    warning.textContent = "";
    drafts.delete(key());
    drawQuote();
    drawFiles();
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
  area.addEventListener(
    "paste",
    (event) => event.clipboardData?.files.length && (event.preventDefault(), attach(event.clipboardData.files)),
  );
  box.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener(
    "drop",
    (event) => event.dataTransfer?.files.length && (event.preventDefault(), attach(event.dataTransfer.files)),
  );
  picker.addEventListener("change", () => attach(picker.files).then(() => (picker.value = "")));
  area.value = drafts.get(key()) ?? "";
  return { node, area, quote, grow };
}
