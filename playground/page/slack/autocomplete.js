/** Completion in a text area: slash commands at the start, @people, #channels and :emoji: anywhere. */

import { avatar } from "../avatar.js";
import { h } from "../dom.js";
import { suggest } from "../suggest.js";
import { EMOJI, findEmoji } from "./emoji.js";
import { store } from "./store.js";

const MOST = 8;

/** `commands` false leaves slash commands out (threads, where Slack does not have them). */
export function autocomplete(area, { commands = true } = {}) {
  return suggest(area, {
    find: (before) => find(before, commands),
    items: suggestions,
    heading: (token) => (token.sign === "/" ? `Commands of ${store.app?.name ?? "the app"}` : ""),
    complete,
  });
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
