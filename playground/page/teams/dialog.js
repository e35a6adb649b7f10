/** The app's dialog (Teams' task module), and small windows with a sentence. One is open at a time, as in Teams. */

import { avatar } from "../avatar.js";
import { fill, h, iconButton, uid } from "../dom.js";
import { guarded } from "../notices.js";
import { api } from "./api.js";
import { drawCard } from "./cards.js";
import { who, store } from "./store.js";

let shown = null; // {id, sign, dialog, body, problem, values}
let opener = null;

/** Brings the window in line with what the server says is open. */
export function showDialog(view) {
  if (!view) return discard();
  const sign = JSON.stringify([view.title, view.card, view.url]);
  if (shown && shown.id === view.id && shown.sign === sign) return undefined;
  if (!shown) open();
  if (shown.id !== view.id || shown.sign !== sign) draw(view, sign);
  return undefined;
}

function open() {
  opener = document.activeElement;
  const title = uid("dialog");
  const heading = h("h2", { class: "dialog-title", id: title });
  const body = h("div", { class: "dialog-body", tabindex: -1 });
  const problem = h("div", { class: "dialog-problem", role: "alert" });
  const dialog = h(
    "dialog",
    { class: "dialog task", "aria-labelledby": title },
    h(
      "div",
      { class: "dialog-head" },
      avatar(who(store.app.id), "small"),
      heading,
      iconButton("close", "Close", { onclick: () => close() }),
    ),
    body,
    problem,
  );
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape: the server closes it, then we follow
    if (event.target === dialog) close();
  });
  shown = { id: "", sign: "", dialog, heading, body, problem };
  document.body.append(dialog);
  dialog.showModal();
}

function draw(view, sign) {
  const mine = shown;
  Object.assign(mine, { id: view.id, sign });
  mine.heading.textContent = view.title || store.app.name;
  mine.problem.textContent = "";
  if (view.card) {
    const press = ({ path, values, button }) => submit(mine, path, values, button);
    const search = async (element, words) => (await api.options(mine.id, element, words)).choices;
    fill(mine.body, drawCard(view.card, { values: view.values, press, search }));
  } else {
    fill(mine.body, h("p", null, "This dialog is a web page; the playground does not open those."));
  }
  mine.body.scrollTop = 0;
  first(mine)?.focus();
}

function first({ body, dialog }) {
  return body.querySelector("input:not([type=hidden]), textarea, select") ?? body.querySelector("button") ?? dialog;
}

async function submit(mine, path, values, button) {
  if (mine.busy) return;
  mine.busy = true;
  button?.setAttribute("aria-busy", "true");
  mine.problem.textContent = "";
  try {
    const answer = await api.submit(mine.id, path, values);
    if (answer.ok === false) mine.problem.textContent = answer.error;
    else if (Object.keys(answer.errors ?? {}).length) mine.problem.textContent = Object.values(answer.errors).join(" ");
    else if (answer.words) sentence(mine, answer.words);
  } catch (error) {
    mine.problem.textContent = error.message;
  } finally {
    mine.busy = false;
    button?.removeAttribute("aria-busy");
  }
  if (!mine.stays && !mine.problem.textContent) await follow();
}

/** Asks what is open now; the stream of news may be late or lost. While a button waits, its answer decides. */
export async function follow() {
  if (shown?.busy) return;
  const answer = await guarded(() => api.dialog());
  if (!answer) return;
  if (!shown?.busy && (answer.dialog || !shown?.stays)) showDialog(answer.dialog);
}

/** The app's last words take the place of its card. */
function sentence(mine, words) {
  mine.stays = true;
  fill(
    mine.body,
    h("p", { class: "sentence" }, words),
    h(
      "div",
      { class: "sentence-foot" },
      h("button", { type: "button", class: "button primary solid", onclick: () => discard() }, "OK"),
    ),
  );
  mine.body.querySelector("button").focus();
}

/** A window with a sentence that no dialog came before. */
export function showWindow({ words, failed = false }) {
  discard();
  open();
  shown.heading.textContent = failed ? "Something went wrong" : store.app.name;
  sentence(shown, words);
}

async function close() {
  if (shown?.stays || !shown?.id) return discard();
  const answer = await guarded(() => api.close(shown.id));
  if (answer) discard();
  else await follow();
  return undefined;
}

function discard() {
  if (!shown) return;
  const { dialog } = shown;
  shown = null;
  dialog.close();
  dialog.remove();
  const back = opener?.isConnected ? opener : document.getElementById("composer");
  opener = null;
  back?.focus();
}

export function dialogOpen() {
  return shown !== null;
}
