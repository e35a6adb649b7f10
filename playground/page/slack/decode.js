/** From what Slack carries back to what a person would have typed, to edit or copy a message. Pure. */

import { unescape } from "./mrkdwn.js";

/** "ask <@U1> in <#C1>" -> "ask @dana.roth in #it-help". */
export function decode(text, world) {
  return unescape(
    String(text ?? "")
      .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (whole, id) =>
        world.people.has(id) ? `@${world.people.get(id).handle}` : whole,
      )
      .replace(/<#([A-Z0-9]+)(?:\|([^>]*))?>/g, (_, id, label) => `#${world.channels.get(id)?.name ?? (label || id)}`)
      .replace(/<!(here|channel|everyone)>/g, "@$1")
      .replace(/<((?:https?:\/\/|mailto:)[^|>]+)(?:\|[^>]*)?>/g, "$1"),
  );
}
