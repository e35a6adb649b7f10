/** Completion in a text area: slash commands at the start, @people, #channels and :emoji: anywhere. */

import { h, place } from "./dom.js";
import { avatar } from "./avatar.js";
import { EMOJI, findEmoji } from "./emoji.js";
import { listbox } from "./listbox.js";
import { store } from "./store.js";

const MOST = 8;

/** `commands` false leaves slash commands out (threads, where Slack does not have them). */
export function autocomplete(area, { commands = true } = {}) {
  const list = listbox({ label: "Suggestions", onpick: accept });
  const popup = h("div", { class: "popup suggest", popover: "manual" }, list.node);
  let token = null;
  area.after(popup);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  list.onactive = (id) =>
    token && id ? area.setAttribute("aria-activedescendant", id) : area.removeAttribute("aria-activedescendant");

  function update() {
    token = find(area.value.slice(0, area.selectionStart), commands);
    const items = token ? suggestions(token) : [];
    if (!items.length) return close();
    if (!popup.matches(":popover-open")) popup.showPopover();
    list.render([{ label: token.sign === "/" ? `Commands of ${store.app?.name ?? "the app"}` : "", items }]);
    place(popup, area.closest(".composer-box") ?? area, { above: true, minWidth: Math.min(420, area.offsetWidth) });
    return undefined;
  }

  function close() {
    token = null;
    area.removeAttribute("aria-activedescendant");
    if (popup.matches(":popover-open")) popup.hidePopover();
  }

  function accept(item) {
    if (!item || !token) return;
    const end = area.selectionStart;
    area.setRangeText(`${item.insert} `, token.start, end, "end");
    close();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    area.focus();
  }

  area.addEventListener("input", update);
  area.addEventListener("click", update);
  area.addEventListener("blur", () => setTimeout(() => !popup.contains(document.activeElement) && close(), 100));

  /** True when the key was meant for the list. */
  function key(event) {
    if (!token || !list.size) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") list.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab" || (event.key === "Enter" && !complete(token))) accept(list.current());
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return { key, close, update };
}

/** A command typed to its end is sent by Enter, not completed once more. */
function complete(token) {
  return token.sign === "/" && (store.app?.commands ?? []).some((command) => command.command === `/${token.word}`);
}

function find(before, commands) {
  const slash = /^\/([\w-]*)$/.exec(before);
  if (slash) return commands ? { sign: "/", word: slash[1], start: 0 } : null;
  const match = /(?:^|[\s(])([@#:])([\p{L}\p{N}._+-]*)$/u.exec(before);
  if (!match || (match[1] === ":" && match[2].length < 2)) return null;
  return { sign: match[1], word: match[2], start: before.length - match[2].length - 1 };
}

function suggestions({ sign, word }) {
  const wanted = word.toLowerCase();
  switch (sign) {
    case "/":
      return (store.app?.commands ?? [])
        .filter((command) => command.command.slice(1).startsWith(wanted))
        .map((command) => ({
          value: command.command,
          label: `${command.command} ${command.usage_hint ?? ""}`.trim(),
          detail: command.description,
          insert: command.command,
        }));
    case "@":
      return [...store.people.values()]
        .filter((person) => person.handle && `${person.real_name} ${person.handle}`.toLowerCase().includes(wanted))
        .slice(0, MOST)
        .map((person) => ({
          value: person.id,
          label: person.real_name,
          detail: `@${person.handle}`,
          insert: `@${person.handle}`,
          lead: () => avatar(person, "tiny"),
        }));
    case "#":
      return [...store.channels.values()]
        .filter((channel) => !channel.is_im && channel.name.includes(wanted))
        .slice(0, MOST)
        .map((channel) => ({ value: channel.id, label: `#${channel.name}`, insert: `#${channel.name}` }));
    default:
      return findEmoji(wanted, MOST).map((name) => ({
        value: name,
        label: `:${name}:`,
        insert: `:${name}:`,
        lead: () => h("span", { class: "emoji" }, EMOJI.get(name)),
      }));
  }
}
