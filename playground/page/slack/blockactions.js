/** The bridge from drawn blocks to the app: what a Block Kit context does when a person acts. */

import { notice } from "../notices.js";
import { api } from "./api.js";
import { emit, world } from "./store.js";

/** A drawing context for blocks in `container` ({type: "message", channel, ts} or {type: "view", view_id}). */
export function blockContext(container, values, extra = {}) {
  return {
    world: world(),
    values,
    act: async (action) => {
      try {
        const stale = document.body.dataset.live === "still" ? extra.blocks : undefined;
        const answer = await api.action(container, action, { values: values.toJSON() }, stale);
        if (answer.error) notice(answer.error);
      } catch (error) {
        notice(error.message);
      }
      emit("acted"); // do not rely on the stream alone: a form must open even while it reconnects
    },
    options: (block, action, value) => api.options(container, block, action, value),
    ...extra,
  };
}
