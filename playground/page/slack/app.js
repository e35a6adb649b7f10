/** The page's root: starts, follows the route and the live stream, and asks again for what is shown. */

import { coalesce } from "../dom.js";
import { desk, takeClock } from "../events.js";
import { tellClock } from "../framed.js";
import { closeMenu } from "../menu.js";
import { guarded } from "../notices.js";
import { followDays, followNews, showFailure, skipLinks } from "../startup.js";
import { api, actAs } from "./api.js";
import { drawConversation, focusMessages, redrawConversation, refreshConversation } from "./conversation.js";
import { arriveHome } from "./home.js";
import { modalOpen, showViews } from "./modal.js";
import { drawSidebar, mountSidebar } from "./sidebar.js";
import { channelName, go, loadState, on, route, store, zone } from "./store.js";
import { drawThread, redrawThread, refreshThread } from "./thread.js";
import { drawTopbar } from "./topbar.js";

const $ = (id) => document.getElementById(id);
const refreshState = coalesce(() => guarded(loadState));
const refreshViews = coalesce(() => guarded(async () => showViews((await api.views()).stack ?? [])));
const refreshClock = coalesce(() => guarded(async () => takeClock(await api.clock())));

function drawFrame() {
  drawSidebar($("sidebar"));
  document.querySelector(".you-button")?.refresh();
  const { channel, home } = route();
  const place = store.channels.get(channel);
  const unread = [...store.channels.values()].filter(
    (one) => one.unread && one.is_member !== false && one.id !== channel,
  ).length;
  const where = home ? store.app?.name : place ? `${place.is_im ? "" : "#"}${channelName(place)}` : "";
  document.title = `${unread ? `(${unread}) ` : ""}${where ? `${where} · ` : ""}${store.team.name ?? "Playground"}`;
}

let first = true; // somebody else's place in the address is left for one that this person can see

function arrive() {
  closeMenu();
  const { channel, home } = route();
  if (!home && !store.channels.has(channel) && (first || !channel)) return start();
  first = false;
  if (home) arriveHome();
  drawConversation($("main"));
  drawThread($("thread"));
  drawFrame();
  refreshConversation().then(refreshState);
  refreshThread();
  return undefined;
}

/** Without a place in the address: the channel with news, else the first one. */
function start() {
  const rooms = [...store.channels.values()].filter((one) => !one.is_im && one.is_member !== false && !one.is_archived);
  const target = rooms.find((one) => one.unread) ?? rooms.find((one) => /help/.test(one.name)) ?? rooms[0];
  first = false;
  if (target) location.replace(`#${target.id}`);
  else if (store.app) location.replace("#home");
}

function hear(event) {
  const { channel, thread, home } = route();
  switch (event.type) {
    case "message":
    case "messages_changed":
    case "ephemeral":
      if (!event.channel || event.channel === channel) {
        refreshConversation();
        if (thread) refreshThread();
      }
      refreshState();
      break;
    case "views":
      refreshViews();
      break;
    case "home":
      if (home) refreshConversation();
      break;
    case "clock":
      refreshClock();
      break;
    case "channels":
      refreshState();
      break;
    default:
      refreshAll();
  }
}

function refreshAll() {
  refreshState();
  refreshViews();
  refreshClock();
  refreshConversation();
  refreshThread();
}

async function main() {
  actAs(new URLSearchParams(location.search).get("as") ?? "");
  try {
    await loadState();
  } catch (error) {
    showFailure(error);
    return;
  }
  const showTime = drawTopbar($("topbar"));
  mountSidebar($("sidebar"));
  skipLinks(focusMessages);
  followDays(zone, () => {
    redrawConversation();
    redrawThread();
  });
  on("clock", showTime);
  on("clock", () => tellClock(desk));
  on("state", () => {
    drawFrame();
    drawConversation($("main"));
  });
  on("route", arrive);
  on("acted", refreshViews);
  // A window that stands still shows what became of one's own press.
  on("acted", () => document.body.dataset.live === "still" && refreshConversation());
  on("said", () => {
    refreshConversation();
    refreshThread();
  });
  addEventListener("hashchange", arrive);
  addEventListener("blur", closeMenu); // a press in the client beside is not heard here
  document.addEventListener("keydown", (event) => {
    if (
      event.key === "Escape" &&
      !event.defaultPrevented &&
      route().thread &&
      !modalOpen() &&
      !document.querySelector(":popover-open, dialog[open]")
    )
      go(route().channel);
  });
  arrive();
  refreshClock();
  followNews(`/ui/events?as=${encodeURIComponent(store.me)}`, { hear, refreshAll });
}

main();
