/** Editing a message in Teams. */

import { editInPlace } from "../inplace.js";
import { guarded } from "../notices.js";
import { api } from "./api.js";
import { typed } from "./markdown.js";
import { completion } from "./mentions.js";
import { store } from "./store.js";

export function editMessage(place, message, node) {
  editInPlace(node, {
    before: typed(message),
    complete: (area) => completion(area, () => store.places.get(place)),
    save: (text) => guarded(() => api.edit(place, message.id, text)),
  });
}
