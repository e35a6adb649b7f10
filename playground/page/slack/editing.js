/** Editing a Slack message. */

import { editInPlace } from "../inplace.js";
import { guarded } from "../notices.js";
import { api } from "./api.js";
import { autocomplete } from "./autocomplete.js";
import { decode } from "./decode.js";
import { world } from "./store.js";

export function editMessage(channel, message, node) {
  editInPlace(node, {
    before: decode(message.text, world()),
    complete: (area) => autocomplete(area, { commands: false }),
    save: (text) => guarded(() => api.edit(channel, message.ts, text)),
  });
}
