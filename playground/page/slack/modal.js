/** The stack of modals: one <dialog> for each view, the newest on top, answers kept when the app updates a view. */

import { fill, h, iconButton, uid } from "../dom.js";
import { guarded } from "../notices.js";
import { api } from "./api.js";
import { blockContext } from "./blockactions.js";
import { drawBlocks } from "./blockkit/index.js";
import { textNodes, textString } from "./blockkit/text.js";
import { Values, complaint, statefulElements } from "./blockkit/values.js";
import { emit, store, world } from "./store.js";

const open = []; // [{id, dialog, values, errors, view, ...}], bottom first
let opener = null;

/** Brings the dialogs in line with the server's stack. */
export function showViews(stack) {
  if (!open.length && stack.length) opener = document.activeElement;
  const wanted = new Set(stack.map((view) => view.id));
  for (const modal of [...open].reverse()) if (!wanted.has(modal.id)) discard(modal);
  for (const view of stack) {
    const known = open.find((modal) => modal.id === view.id);
    if (known) refresh(known, view);
    else push(view);
  }
  open.forEach((modal, index) => modal.dialog.classList.toggle("below", index < open.length - 1));
  if (!open.length && opener) {
    const back = opener.isConnected ? opener : document.getElementById("composer");
    opener = null;
    back?.focus();
  }
}

function discard(modal) {
  open.splice(open.indexOf(modal), 1);
  modal.dialog.close();
  modal.dialog.remove();
  open.at(-1)?.lastFocus?.focus?.();
}

function push(view) {
  if (open.length) open.at(-1).lastFocus = document.activeElement;
  const title = uid("modal");
  const body = h("div", { class: "dialog-body blocks", tabindex: -1 });
  const head = h("div", { class: "dialog-head" });
  const foot = h("div", { class: "dialog-foot" });
  const form = h("form", { novalidate: true, class: "dialog-form" }, head, body, foot);
  const dialog = h("dialog", { class: "dialog modal", "aria-labelledby": title, data: { viewId: view.id } }, form);
  const modal = {
    id: view.id,
    dialog,
    title,
    head,
    body,
    foot,
    values: new Values(view.state?.values),
    errors: { ...view.errors },
    heard: JSON.stringify(view.errors ?? {}),
    view,
    busy: false,
  };
  open.push(modal);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(modal);
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape: the server takes the view off its stack, then we follow
    if (event.target === dialog) closeView(modal, false);
  });
  dialog.addEventListener("keydown", (event) => keepInside(event, dialog));
  draw(modal);
  document.body.append(dialog);
  dialog.showModal();
  first(modal)?.focus();
}

function refresh(modal, view) {
  const same = modal.view.hash === view.hash && JSON.stringify(modal.view) === JSON.stringify(view);
  if (same) return;
  // The server repeats its last complaints with every look; only new ones count, a corrected field stays corrected.
  const complaints = JSON.stringify(view.errors ?? {});
  if (complaints !== modal.heard) modal.errors = { ...view.errors };
  modal.heard = complaints;
  modal.view = view;
  draw(modal);
}

function draw(modal) {
  const { view } = modal;
  const lower = open.indexOf(modal) > 0;
  fill(
    modal.head,
    lower ? iconButton("back", "Back", { onclick: () => closeView(modal, false) }) : null,
    h("h2", { class: "dialog-title", id: modal.title }, textNodes(view.title, world())),
    iconButton("close", "Close", { onclick: () => closeView(modal, true) }),
  );
  drawBody(modal);
  const submitLabel = textString(view.submit) || "Submit";
  const needsSubmit = Boolean(view.submit) || (view.blocks ?? []).some((block) => block.type === "input");
  const focused = modal.foot.contains(document.activeElement);
  fill(
    modal.foot,
    h("div", { class: "modal-problem", role: "alert" }),
    h(
      "button",
      { type: "button", class: "button", onclick: () => closeView(modal, false) },
      textString(view.close) || "Cancel",
    ),
    needsSubmit && h("button", { type: "submit", class: "button primary solid submit" }, submitLabel),
  );
  if (focused) modal.foot.querySelector(".submit, button")?.focus();
}

function drawBody(modal) {
  const { view } = modal;
  modal.values.keep(
    new Set(
      (view.blocks ?? []).flatMap((block) =>
        statefulElements(block).map((element) => `${block.block_id}\n${element.action_id}`),
      ),
    ),
  );
  const touched = (block) => {
    if (!modal.errors[block]) return;
    delete modal.errors[block]; // the complaint has been heard; drawing again now would disturb typing
    const node = modal.body.querySelector(`[data-block-id="${CSS.escape(block)}"].block`);
    node?.classList.remove("invalid");
    node?.querySelector(":scope > .error")?.remove();
    for (const control of node?.querySelectorAll("[aria-invalid]") ?? []) control.removeAttribute("aria-invalid");
  };
  const context = blockContext({ type: "view", view_id: modal.id }, modal.values, {
    errors: modal.errors,
    touched,
    version: store.version,
  });
  drawBlocks(modal.body, view.blocks, context);
}

function first(modal) {
  return (
    modal.body.querySelector("[data-autofocus]") ??
    modal.body.querySelector("input:not([type=hidden]), textarea, select") ??
    modal.foot.querySelector(".submit") ??
    modal.body.querySelector("button, a[href]") ??
    modal.head.querySelector("button")
  );
}

async function submit(modal) {
  if (modal.busy) return;
  const complaints = {};
  for (const block of modal.view.blocks ?? []) {
    if (block.type !== "input") continue;
    const problem = complaint(block, modal.values.get(block.block_id, block.element.action_id));
    if (problem) complaints[block.block_id] = problem;
  }
  if (Object.keys(complaints).length) return showErrors(modal, complaints);
  setBusy(modal, true);
  try {
    const answer = await api.submit(modal.id, modal.values.toJSON());
    if (answer.errors && Object.keys(answer.errors).length) showErrors(modal, answer.errors);
    else if (answer.ok === false) problem(modal, answer.error ?? "We had some trouble connecting. Try again?");
  } catch (error) {
    problem(modal, error.message);
  } finally {
    setBusy(modal, false);
    emit("acted");
  }
  return undefined;
}

function setBusy(modal, busy) {
  modal.busy = busy;
  const button = modal.foot.querySelector(".submit");
  if (busy) {
    button?.setAttribute("aria-busy", "true");
    problem(modal, "");
  } else {
    button?.removeAttribute("aria-busy");
  }
}

function problem(modal, text) {
  const line = modal.foot.querySelector(".modal-problem");
  if (line) line.textContent = text;
}

function showErrors(modal, errors) {
  modal.errors = { ...errors };
  const blocks = new Set((modal.view.blocks ?? []).map((block) => block.block_id));
  const homeless = Object.entries(errors)
    .filter(([block]) => !blocks.has(block))
    .map(([, text]) => text);
  drawBody(modal);
  problem(modal, homeless.join(" "));
  const where = modal.body.querySelector(".invalid");
  where?.querySelector("input, textarea, button")?.focus();
  where?.scrollIntoView({ block: "nearest" });
}

async function closeView(modal, clear) {
  const several = open.length > 1;
  const answer = await guarded(() => api.close(modal.id, clear && several ? true : undefined));
  if (answer) showViews(clear ? [] : open.map((one) => one.view).filter((view) => view.id !== modal.id));
  emit("acted");
}

/** Tab stays within the dialog in both directions. */
function keepInside(event, dialog) {
  if (event.key !== "Tab") return;
  const stops = [...dialog.querySelectorAll("button, input, textarea, select, a[href]")].filter(
    (node) => !node.disabled && node.tabIndex >= 0 && node.getClientRects().length,
  );
  if (!stops.length) return;
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement === edge || !dialog.contains(document.activeElement)) {
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }
}

export function modalOpen() {
  return open.length > 0;
}
