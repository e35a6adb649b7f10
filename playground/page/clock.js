/** The desk's present time and the control that moves it. */

import { h, icon, place, uid } from "./dom.js";
import { desk, deskNow, takeClock } from "./events.js";
import { guarded, notice } from "./notices.js";
import { fromLocalInput, fullTime, shortTime, toLocalInput } from "./time.js";

const STEPS = [
  ["+1 min", 60, "1 minute"],
  ["+15 min", 900, "15 minutes"],
  ["+1 h", 3600, "1 hour"],
  ["+1 day", 86400, "1 day"],
];
const NOTE =
  "This moves the desk's clock, not yours: promises, reminders and the times of messages follow it. It only goes forward.";

/**
 * The clock with its steps and panel. `advance(seconds)` moves it and answers what it says then; `zone()` is whose
 * time is shown. The node has `show()`, for whenever the time may have changed.
 */
export function deskClock({ advance, zone }) {
  const move = mover(advance, zone);
  const time = h("time", { class: "desk-time" });
  const toggle = h(
    "button",
    { type: "button", class: "clock-face", "aria-haspopup": "dialog", "aria-expanded": "false" },
    icon("clock"),
    time,
  );
  const panel = clockPanel(toggle, move, zone);
  const show = () => {
    const now = deskNow();
    time.textContent = fullTime(now, zone());
    time.dateTime = now.toISOString();
    toggle.setAttribute("aria-label", `Desk time ${fullTime(now, zone())}. Move the clock`);
    toggle.title = `${NOTE}${desk.offset ? ` It is ${span(desk.offset)} ahead.` : ""}`;
  };
  toggle.addEventListener("click", () =>
    panel.matches(":popover-open") ? panel.hidePopover() : open(panel, toggle, zone),
  );
  const node = h(
    "section",
    { class: "clock", "aria-label": "The desk's clock" },
    toggle,
    h("span", { class: "steps" }, stepButtons(move)),
    h("button", { type: "button", class: "step to", onclick: () => open(panel, toggle, zone) }, "to …"),
    panel,
  );
  node.show = show;
  setInterval(show, 1000);
  show();
  return node;
}

function span(seconds) {
  const minutes = Math.round(seconds / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  return [days && `${days} d`, hours && `${hours} h`, (rest || !minutes) && `${rest} min`].filter(Boolean).join(" ");
}

function stepButtons(move) {
  return STEPS.map(([label, seconds, words]) =>
    h(
      "button",
      {
        type: "button",
        class: "step",
        "aria-label": `Move the desk's clock forward by ${words}`,
        title: `Forward by ${words}`,
        onclick: (event) => move(seconds, event.currentTarget),
      },
      label,
    ),
  );
}

function mover(advance, zone) {
  return async (seconds, button) => {
    if (button?.getAttribute("aria-busy") === "true") return;
    button?.setAttribute("aria-busy", "true");
    const answer = await guarded(() => advance(seconds));
    button?.removeAttribute("aria-busy");
    if (!answer) return;
    takeClock(answer);
    notice(`The desk's clock now says ${shortTime(deskNow(), zone())}.`, "info");
  };
}

function open(panel, anchor, zone) {
  panel.querySelector("input").value = toLocalInput(deskNow(), zone());
  panel.querySelector(".ahead").textContent = desk.offset
    ? `${span(desk.offset)} ahead of your own clock.`
    : "In step with your own clock.";
  panel.showPopover();
  place(panel, anchor, { align: "start" });
  anchor.setAttribute("aria-expanded", "true");
  panel.querySelector("input").focus();
}

function clockPanel(anchor, move, zone) {
  const [title, field] = [uid("clock"), uid("clock")];
  const input = h("input", { type: "datetime-local", id: field, class: "field-input", required: true });
  const error = h("div", { class: "error", role: "alert" });
  const form = h(
    "form",
    { class: "clock-to" },
    h("label", { for: field }, "Move to"),
    h("div", { class: "row" }, input, h("button", { class: "button primary solid", type: "submit" }, "Go")),
    error,
  );
  const quick = h(
    "div",
    { class: "quick" },
    [
      ["Next 09:00", 0],
      ["Tomorrow 09:00", 1],
      ["Next Monday 09:00", "mon"],
    ].map(([label, when]) =>
      h("button", { type: "button", class: "button", onclick: () => jumpTo(nextMorning(when, zone)) }, label),
    ),
  );
  const panel = h(
    "div",
    { class: "popup clock-panel", popover: "auto", role: "dialog", "aria-labelledby": title },
    h("h2", { id: title }, "The desk's clock"),
    h("p", { class: "ahead" }),
    h("div", { class: "steps" }, stepButtons(move)),
    form,
    quick,
    h("p", { class: "note" }, NOTE),
  );

  async function jumpTo(instant) {
    const seconds = Math.round((instant - deskNow()) / 1000);
    error.textContent = seconds > 0 ? "" : "The clock only goes forward. Choose a later time.";
    if (seconds <= 0) return;
    panel.hidePopover();
    await move(seconds);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const instant = fromLocalInput(input.value, zone());
    if (instant) jumpTo(instant);
  });
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    error.textContent = "";
    if (panel.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
  });
  return panel;
}

/** The next 09:00 (0), tomorrow's (1) or next Monday's ("mon") in the viewer's zone. */
function nextMorning(when, zone) {
  const now = deskNow();
  const local = new Date(`${toLocalInput(now, zone())}:00Z`);
  const target = new Date(local);
  target.setUTCHours(9, 0, 0, 0);
  if (when === 0 && target <= local) target.setUTCDate(target.getUTCDate() + 1);
  if (when === 1) target.setUTCDate(target.getUTCDate() + 1);
  if (when === "mon") target.setUTCDate(target.getUTCDate() + ((8 - target.getUTCDay()) % 7 || 7));
  return fromLocalInput(target.toISOString().slice(0, 16), zone());
}
