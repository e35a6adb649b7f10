/** Completion of @names in a text area: the app where it is, and who is in the conversation. */

import { avatar } from "../avatar.js";
import { suggest } from "../suggest.js";
import { store, who } from "./store.js";

const MOST = 8;

/** `here()` is the conversation. */
export function completion(area, here) {
  return suggest(area, { find, items: ({ word }) => suggestions(here(), word.toLowerCase()) });
}

function find(before) {
  const match = /(?:^|[\s(])@([\p{L}\p{N}._-]*(?: [\p{L}\p{N}._-]+)?)$/u.exec(before);
  return match && { word: match[1], start: before.length - match[1].length - 1 };
}

function suggestions(place, wanted) {
  const ids = place ? [...(place.app ? [store.app.id] : []), ...place.members] : [];
  return ids
    .map((id) => who(id))
    .filter((one) => one.id !== store.me && `${one.real_name} ${one.handle ?? ""}`.toLowerCase().includes(wanted))
    .slice(0, MOST)
    .map((one) => ({
      value: one.id,
      label: one.real_name,
      detail: one.is_bot ? "App" : one.title,
      insert: `@${one.real_name}`,
      lead: () => avatar(one, "tiny"),
    }));
}
