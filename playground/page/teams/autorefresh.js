/** Cards refresh themselves for those they list when they come into view, once for each change; as Teams does it. */

import { api } from "./api.js";

const looked = new Set(); // "<id> <card>" that were asked for already
const own = new Set(); // ids of messages of which one had a view of one's own
const waiting = new WeakMap();

const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) look(entry.target);
});

/** Looks after a message that was just drawn. */
export function watch(node, message, place) {
  if (message.refresh !== "automatic") return;
  const key = `${message.id} ${JSON.stringify(message.card)}`;
  if (message.own_view) {
    own.add(message.id);
    return;
  }
  if (own.delete(message.id)) looked.delete(key); // the app changed it for all: one's own view ended
  if (looked.has(key)) return;
  waiting.set(node, { key, message, place });
  observer.observe(node);
}

async function look(node) {
  observer.unobserve(node);
  const { key, message, place } = waiting.get(node) ?? {};
  if (!key || looked.has(key)) return;
  looked.add(key);
  try {
    await api.look(place.id, message.id);
  } catch {
    // the card for all stays, as in Teams
  }
}
