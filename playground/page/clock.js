/** The header: the desk's present time and the control that moves it, and the theme switch. */

import { api } from "./api.js";
import { avatar } from "./avatar.js";
import { fill, h, icon, iconButton, place, uid } from "./dom.js";
import { guarded, notice } from "./notices.js";
import { openDrawer, switchPerson } from "./sidebar.js";
import { deskNow, me, setNow, store, zone } from "./store.js";
import { fromLocalInput, fullTime, shortTime, toLocalInput } from "./time.js";

const STEPS = [
  ["+1 min", 60, "1 minute"],
  ["+15 min", 900, "15 minutes"],
  ["+1 h", 3600, "1 hour"],
  ["+1 day", 86400, "1 day"],
];
const NOTE =
  "This moves the desk's clock, not yours: promises, reminders and Slack's own times follow it. It only goes forward.";

export function drawTopbar(root) {
  const time = h("time", { class: "desk-time" });
  const toggle = h(
    "button",
    { type: "button", class: "clock-face", "aria-haspopup": "dialog", "aria-expanded": "false" },
    icon("clock"),
    time,
  );
  const panel = clockPanel(toggle);
  toggle.addEventListener("click", () => (panel.matches(":popover-open") ? panel.hidePopover() : open(panel, toggle)));
  fill(
    root,
    iconButton("menu", "Channels and people", { class: "icon-button drawer-button", onclick: openDrawer }),
    h(
      "section",
      { class: "clock", "aria-label": "The desk's clock" },
      toggle,
      h("span", { class: "steps" }, stepButtons()),
      h("button", { type: "button", class: "step to", onclick: () => open(panel, toggle) }, "to …"),
      panel,
    ),
    h("div", { class: "topbar-end" }, themeButton(), youButton()),
  );
  const show = () => {
    const now = deskNow();
    time.textContent = fullTime(now, zone());
    time.dateTime = now.toISOString();
    toggle.setAttribute("aria-label", `Desk time ${fullTime(now, zone())}. Move the clock`);
    toggle.title = `${NOTE}${store.offset ? ` It is ${span(store.offset)} ahead.` : ""}`;
  };
  show();
  setInterval(show, 1000);
  return show;
}

function youButton() {
  const node = h("button", { type: "button", class: "you-button", onclick: switchPerson });
  node.refresh = () => {
    fill(node, avatar(me(), "small"));
    node.setAttribute("aria-label", `${me().real_name}: change person`);
    node.title = `You are ${me().real_name}`;
  };
  node.refresh();
  return node;
}

function span(seconds) {
  const minutes = Math.round(seconds / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  return [days && `${days} d`, hours && `${hours} h`, (rest || !minutes) && `${rest} min`].filter(Boolean).join(" ");
}

function stepButtons() {
  return STEPS.map(([label, seconds, words]) =>
    h(
      "button",
      {
        type: "button",
        class: "step",
        "aria-label": `Move the desk's clock forward by ${words}`,
        title: `Forward by ${words}`,
        onclick: (event) => advance(seconds, event.currentTarget),
      },
      label,
    ),
  );
}

export async function advance(seconds, button) {
  if (button?.getAttribute("aria-busy") === "true") return;
  button?.setAttribute("aria-busy", "true");
  const answer = await guarded(() => api.advance(seconds));
  button?.removeAttribute("aria-busy");
  if (!answer) return;
  takeClock(answer);
  notice(`The desk's clock now says ${shortTime(deskNow(), zone())}.`, "info");
}

export function takeClock(answer) {
  store.offset = answer.offset_seconds ?? store.offset;
  store.frozen = answer.frozen ?? store.frozen;
  if (answer.now) setNow(answer.now);
}

function open(panel, anchor) {
  panel.querySelector("input").value = toLocalInput(deskNow(), zone());
  panel.querySelector(".ahead").textContent = store.offset
    ? `${span(store.offset)} ahead of your own clock.`
    : "In step with your own clock.";
  panel.showPopover();
  place(panel, anchor, { align: "start" });
  anchor.setAttribute("aria-expanded", "true");
  panel.querySelector("input").focus();
}

function clockPanel(anchor) {
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
      h("button", { type: "button", class: "button", onclick: () => jumpTo(nextMorning(when)) }, label),
    ),
  );
  const panel = h(
    "div",
    { class: "popup clock-panel", popover: "auto", role: "dialog", "aria-labelledby": title },
    h("h2", { id: title }, "The desk's clock"),
    h("p", { class: "ahead" }),
    h("div", { class: "steps" }, stepButtons()),
    form,
    quick,
    h("p", { class: "note" }, NOTE),
  );

  async function jumpTo(instant) {
    const seconds = Math.round((instant - deskNow()) / 1000);
    error.textContent = seconds > 0 ? "" : "The clock only goes forward. Choose a later time.";
    if (seconds <= 0) return;
    panel.hidePopover();
    await advance(seconds);
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
function nextMorning(when) {
  const now = deskNow();
  const local = new Date(`${toLocalInput(now, zone())}:00Z`);
  const target = new Date(local);
  target.setUTCHours(9, 0, 0, 0);
  if (when === 0 && target <= local) target.setUTCDate(target.getUTCDate() + 1);
  if (when === 1) target.setUTCDate(target.getUTCDate() + 1);
  if (when === "mon") target.setUTCDate(target.getUTCDate() + ((8 - target.getUTCDay()) % 7 || 7));
  return fromLocalInput(target.toISOString().slice(0, 16), zone());
}

const THEMES = [
  ["auto", "auto", "system"],
  ["light", "sun", "light"],
  ["dark", "moon", "dark"],
];

function themeButton() {
  const button = h("button", { type: "button", class: "icon-button theme-button" });
  const draw = () => {
    const chosen = document.documentElement.dataset.theme ?? "auto";
    const [, sign, name] = THEMES.find(([key]) => key === chosen);
    fill(button, icon(sign));
    button.setAttribute("aria-label", `Theme: ${name}`);
    button.title = `Theme: ${name}`;
  };
  button.addEventListener("click", () => {
    const chosen = document.documentElement.dataset.theme ?? "auto";
    const [next] = THEMES[(THEMES.findIndex(([key]) => key === chosen) + 1) % THEMES.length];
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("playground.theme", next);
    } catch {
      // without storage the choice lasts as long as the page
    }
    draw();
  });
  draw();
  return button;
}
