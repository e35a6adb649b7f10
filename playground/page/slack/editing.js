/** Editing a Slack message. */

import { api } from "./api.js";
import { autocomplete } from "./autocomplete.js";
import { editInPlace } from "../inplace.js";
import { guarded } from "../notices.js";
import { world } from "./store.js";
import { decode } from "./decode.js";

export function editMessage(channel, message, node) {
  editInPlace(node, {
    before: decode(message.text, world()),
    complete: (area) => autocomplete(area, { commands: false }),
    save: (text) => guarded(() => api.edit(channel, message.ts, text)),
  });
}
