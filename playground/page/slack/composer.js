/** The message box: text with a few formats, completion, files, slash commands and the app's global shortcuts. */

import { h, iconButton } from "../dom.js";
import { fileTray } from "../filetray.js";
import { openMenu } from "../menu.js";
import { guarded, notice } from "../notices.js";
import { api } from "./api.js";
import { autocomplete } from "./autocomplete.js";
import { COMMON_REACTIONS, emojiText } from "./emoji.js";
import { emit, store } from "./store.js";

const FORMATS = [
  ["bold", "Bold", "*"],
  ["italic", "Italic", "_"],
  ["strike", "Strikethrough", "~"],
  ["code", "Code", "`"],
];
const drafts = new Map();

/** `place()` answers {channel, thread_ts?}; `editLast` opens the viewer's last message for editing. */
export function composer({ id, label, thread = false, place, editLast }) {
  const area = h("textarea", {
    id,
    class: "composer-text",
    rows: 1,
    "aria-label": label,
    placeholder: label,
    autocomplete: "off",
  });
  const warning = h("div", { class: "composer-warning", role: "alert" });
  const tray = fileTray(area, () => grow());
  const send = iconButton("send", "Send", { class: "icon-button send", onclick: () => submit() });
  const formats = h(
    "div",
    { class: "formats", role: "toolbar", "aria-label": "Formatting" },
    FORMATS.map(([name, title, mark]) => iconButton(name, title, { onclick: () => wrap(area, mark) })),
  );
  const emoji = iconButton("smile", "Emoji", { "aria-haspopup": "menu", "aria-expanded": "false" });
  emoji.addEventListener("click", () =>
    openMenu(
      emoji,
      COMMON_REACTIONS.map((name) => ({
        name: name.replaceAll("_", " "),
        lead: h("span", { class: "emoji", "aria-hidden": "true" }, emojiText(name)),
        run: () => insert(`:${name}: `),
      })),
      { label: "Emoji", grid: true, align: "start" },
    ),
  );
  const bolt =
    !thread && iconButton("bolt", "Shortcuts and commands", { "aria-haspopup": "menu", "aria-expanded": "false" });
  if (bolt)
    bolt.addEventListener("click", () =>
      openMenu(bolt, shortcuts(), { label: "Shortcuts and commands", align: "start" }),
    );
  const box = h(
    "form",
    { class: "composer-box" },
    formats,
    area,
    tray.chips,
    h(
      "div",
      { class: "composer-tools" },
      iconButton("clip", "Attach files", { onclick: tray.choose }),
      emoji,
      iconButton("at", "Mention someone", { onclick: () => insert("@") }),
      bolt,
      h("span", { class: "composer-hint", "aria-hidden": "true" }, h("b", null, "Shift + Enter"), " for a new line"),
      send,
    ),
    tray.picker,
  );
  const node = h("div", { class: "composer" }, warning, box);
  const completion = autocomplete(area, { commands: !thread });
  let sending = false;

  const key = () => `${place().channel}/${place().thread_ts ?? ""}`;

  function grow() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 220)}px`;
    send.classList.toggle("ready", Boolean(area.value.trim() || tray.files.length));
  }

  function insert(text) {
    area.focus();
    const gap =
      text === "@" && area.selectionStart > 0 && !/\s$/.test(area.value.slice(0, area.selectionStart)) ? " " : "";
    area.setRangeText(gap + text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function shortcuts() {
    const app = store.app ?? {};
    const global = (app.shortcuts ?? []).filter((one) => one.type === "global" || one.type === "shortcut");
    return [
      ...(global.length ? [{ heading: `Shortcuts of ${app.name}` }] : []),
      ...global.map((one) => ({ label: one.name, run: () => runShortcut(one) })),
      { heading: "Commands" },
      ...(app.commands ?? []).map((one) => ({
        label: one.command,
        detail: one.description,
        run: () => begin(one.command),
      })),
    ];
  }

  function begin(command) {
    area.value = `${command} `;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
    grow();
  }

  async function submit() {
    const text = area.value;
    if (sending || (!text.trim() && !tray.files.length)) return;
    warning.textContent = "";
    const [kept, sendable, where] = [tray.files, tray.sendable(), place()];
    sending = true;
    clear();
    try {
      const refused =
        text.startsWith("/") && !kept.length ? await command(text.trim(), where) : await say(text, sendable, where);
      if (refused) restore(text, kept, refused);
    } catch (error) {
      restore(text, kept, error.message);
    } finally {
      sending = false;
    }
  }

  function clear() {
    area.value = "";
    drafts.delete(key());
    tray.set([]);
  }

  function restore(text, kept, why) {
    if (!area.value) area.value = text;
    tray.set(kept);
    warning.textContent = why;
  }

  async function command(text, where) {
    const [name] = text.split(/\s/, 1);
    if (thread) return `${name} cannot be used in a thread: Slack has no slash commands there.`;
    const known = (store.app?.commands ?? []).some((one) => one.command === name);
    if (!known) return `${name} is not a valid command. Messages that begin with “/” are taken as commands.`;
    const answer = await api.command(where.channel, name, text.slice(name.length).trim());
    emit("acted");
    return answer.ok === false ? (answer.error ?? `${name} failed.`) : answer.error;
  }

  async function say(text, files, where) {
    await api.say({ ...where, text: text.trim(), ...files });
    emit("said");
    return null;
  }

  async function runShortcut(shortcut) {
    const answer = await guarded(() => api.shortcut(shortcut.callback_id));
    if (answer?.error) notice(answer.error);
    emit("acted");
  }

  area.addEventListener("input", () => {
    warning.textContent = "";
    drafts.set(key(), area.value);
    grow();
  });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing || completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && !area.value && editLast) {
      event.preventDefault();
      editLast();
    } else if ((event.ctrlKey || event.metaKey) && (event.key === "b" || event.key === "i")) {
      event.preventDefault();
      wrap(area, event.key === "b" ? "*" : "_");
    }
  });
  box.addEventListener("submit", (event) => event.preventDefault());
  tray.listen(box);

  /** Takes up the draft of the present place under a new label. */
  function moved(text) {
    area.placeholder = text;
    area.setAttribute("aria-label", text);
    area.value = drafts.get(key()) ?? "";
    warning.textContent = "";
    tray.set([]);
  }

  return { node, area, moved, focus: () => area.focus() };
}

function wrap(area, mark) {
  const [from, to] = [area.selectionStart, area.selectionEnd];
  const inner = area.value.slice(from, to);
  area.setRangeText(`${mark}${inner}${mark}`, from, to, "end");
  area.focus();
  if (!inner) area.setSelectionRange(from + 1, from + 1);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
