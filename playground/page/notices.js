/** Short notices at the foot of the page: what failed, said in a sentence. */

import { fill, h, iconButton } from "./dom.js";

const STAYS = { error: 9000, info: 4000 }; // milliseconds

export function notice(text, kind = "error") {
  const box = document.getElementById("notices");
  const node = h(
    "div",
    { class: `notice ${kind}`, role: kind === "error" ? "alert" : null },
    h("span", null, text),
    iconButton("close", "Dismiss", { onclick: () => node.remove() }),
  );
  // A dialog covers the page; a popover is the only thing above it.
  if (document.querySelector("dialog[open]")) [...document.querySelectorAll("dialog[open]")].at(-1).append(node);
  else box.append(node);
  setTimeout(() => node.remove(), STAYS[kind]);
}

/** Runs `job`; a failure becomes a notice instead of a silent nothing. Answers undefined then. */
export async function guarded(job) {
  try {
    return await job();
  } catch (error) {
    notice(error.message);
    return undefined;
  }
}

/** The line that says the stream is lost. */
export function showConnection(online) {
  let bar = document.getElementById("offline");
  if (online) return bar?.remove();
  if (!bar) {
    bar = h("div", { id: "offline", class: "offline", role: "status" });
    document.body.append(bar);
    fill(bar, "Connection lost. Trying again…");
  }
  return undefined;
}
