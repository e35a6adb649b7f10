/** What a press or command came to: a dialog, a sentence, a failure; shown where the person pressed. */

import { emit } from "../events.js";
import { guarded } from "../notices.js";

const STAYS = 20_000; // milliseconds

const lines = new Map(); // by message id: {words, failed}
const timers = new Map();

/** The line under a message that only the one who pressed sees. */
export function lineUnder(id) {
  return lines.get(id) ?? null;
}

function say(id, words, failed) {
  clearTimeout(timers.get(id));
  lines.set(id, { words, failed });
  timers.set(
    id,
    setTimeout(() => forget(id), STAYS),
  );
  emit("lines");
}

function forget(id) {
  clearTimeout(timers.get(id));
  if (lines.delete(id)) emit("lines");
}

/** Does something at a message, with its button busy meanwhile. */
export async function act(id, button, job) {
  if (button?.getAttribute("aria-busy") === "true") return;
  forget(id);
  button?.setAttribute("aria-busy", "true");
  try {
    const answer = await job();
    if (answer.ok === false) say(id, answer.error, true);
    else if (answer.words) say(id, answer.words, false);
    if (answer.dialog) emit("dialog");
  } catch (error) {
    say(id, error.message, true);
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

/** Uses a command of the app; what it answers in words is shown in a window of its own. */
export async function command(job) {
  const answer = await guarded(job);
  if (!answer) return;
  if (answer.dialog) emit("dialog");
  else if (answer.ok === false) emit("window", { words: answer.error, failed: true });
  else if (answer.words) emit("window", { words: answer.words });
}
