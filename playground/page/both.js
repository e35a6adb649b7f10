/**
 * The window around two clients: Slack and Teams side by side, each in a frame of its own with its own person, and one
 * clock. Who looks, what is shown and where each one is stands in the address:
 * `/?as=<Slack person>&teams_as=<Teams person>&show=slack|teams|both#<place in Slack>~<place in Teams>`. Without a
 * Teams person it is the same one as in Slack.
 */

import { deskClock } from "./clock.js";
import { fill, h, iconButton } from "./dom.js";
import { desk, emit, on, takeClock } from "./events.js";
import { guarded } from "./notices.js";
import { actAs, api, get } from "./slack/api.js";
import { loadState, me, store, zone } from "./slack/store.js";
import { themeButton } from "./themes.js";

const $ = (id) => document.getElementById(id);
const NARROW = matchMedia("(max-width: 760px)");
const SHOWN = [
  ["slack", "Slack"],
  ["both", "Both"],
  ["teams", "Teams"],
];
/** `who`: the address' parameter that says who looks through this client. */
const CLIENTS = {
  slack: { path: "/slack", title: "Slack", who: "as" },
  teams: { path: "/teams", title: "Teams", who: "teams_as" },
};
const WELCOMED = "playground.welcomed";
const frames = {};

function query() {
  return new URLSearchParams(location.search);
}

/** Which clients are shown: a narrow window has room for one. */
function shown() {
  const wanted = query().get("show");
  const known = SHOWN.some(([key]) => key === wanted) ? wanted : "both";
  return known === "both" && NARROW.matches ? "slack" : known;
}

function places() {
  const [slack = "", teams = ""] = location.hash.slice(1).split("~");
  return { slack, teams };
}

function write(change, places) {
  const url = new URL(location.href);
  for (const [key, value] of Object.entries(change)) {
    if (value) url.searchParams.set(key, value);
    else url.searchParams.delete(key);
  }
  if (places) url.hash = places.teams ? `${places.slack}~${places.teams}` : places.slack;
  if (url.href !== location.href) history.replaceState(null, "", url);
}

/** A client's frame; made when it is shown for the first time. */
function frame(name) {
  if (frames[name]) return frames[name];
  const { path, title, who } = CLIENTS[name];
  const search = new URLSearchParams({ as: query().get(who) || me().handle || "" });
  const node = h("iframe", { class: "client", title, name, src: `${path}?${search}#${places()[name]}` });
  node.addEventListener("load", () => follow(name, node));
  frames[name] = node;
  return node;
}

/** Keeps the address in step with where a client goes, and with who looks through it. */
function follow(name, node) {
  const inner = node.contentWindow;
  const took = () => {
    const who = new URLSearchParams(inner.location.search).get("as");
    write({ [CLIENTS[name].who]: who }, { ...places(), [name]: inner.location.hash.slice(1) });
    titles();
  };
  inner.addEventListener("hashchange", took);
  new MutationObserver(titles).observe(inner.document.querySelector("title"), { childList: true });
  took();
  if (name === "slack") lookAs(new URLSearchParams(inner.location.search).get("as"));
}

/** The clock shows the time of who looks at Slack. */
async function lookAs(who) {
  if (store.me === who) return;
  actAs(who);
  await guarded(loadState);
}

function titles() {
  const parts = Object.entries(frames)
    .filter(([, node]) => !node.hidden)
    .map(([, node]) => node.contentDocument?.title);
  document.title = parts.filter(Boolean).join(" | ") || "Playground";
}

function draw() {
  const now = shown();
  const wanted = now === "both" ? ["slack", "teams"] : [now];
  const root = $("clients");
  root.classList.toggle("one", wanted.length === 1);
  for (const name of wanted) if (!frame(name).isConnected) root[name === "slack" ? "prepend" : "append"](frame(name));
  for (const [name, node] of Object.entries(frames)) node.hidden = !wanted.includes(name);
  for (const button of document.querySelectorAll(".show button"))
    button.setAttribute("aria-pressed", String(button.dataset.show === now));
  titles();
}

function choice() {
  return h(
    "div",
    { class: "show", role: "group", "aria-label": "What is shown" },
    SHOWN.map(([key, label]) =>
      h(
        "button",
        {
          type: "button",
          class: key === "both" ? "only-wide" : null,
          data: { show: key },
          onclick: () => {
            write({ show: key === "both" ? null : key });
            draw();
          },
        },
        label,
      ),
    ),
  );
}

/** What to try first, until somebody closes it. */
async function welcome() {
  if (localStorage.getItem(WELCOMED)) return;
  const { lines = [] } = (await guarded(() => get("/welcome"))) ?? {};
  if (!lines.length) return;
  const close = iconButton("close", "Close", {
    onclick: () => {
      localStorage.setItem(WELCOMED, "1");
      panel.remove();
    },
  });
  const steps = lines.map(({ text, address }) =>
    h("li", null, address ? h("a", { href: address, target: "_blank" }, text) : text),
  );
  const panel = h("section", { class: "welcome", "aria-label": "What to try" }, h("ol", null, steps), close);
  $("topbar").after(panel);
}

async function main() {
  actAs(query().get("as") ?? "");
  await guarded(loadState);
  const clock = deskClock({ advance: api.advance, zone });
  fill($("topbar"), choice(), clock, h("div", { class: "topbar-end" }, themeButton()));
  on("clock", clock.show);
  addEventListener("desk-clock", (event) => {
    Object.assign(desk, event.detail);
    emit("clock");
  });
  addEventListener("blur", () => {
    // a press in a frame is not heard here
    for (const open of document.querySelectorAll(":popover-open")) open.hidePopover();
  });
  NARROW.addEventListener("change", draw);
  draw();
  welcome();
  takeClock(await api.clock());
}

main();
