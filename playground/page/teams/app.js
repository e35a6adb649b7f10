/** The Teams page's root: starts, follows the address and the live stream, and asks again for what is shown. */

import { coalesce } from "../dom.js";
import { desk, on, takeClock } from "../events.js";
import { tellClock } from "../framed.js";
import { closeMenu } from "../menu.js";
import { guarded } from "../notices.js";
import { followDays, followNews, showFailure, skipLinks } from "../startup.js";
import { actAs, api } from "./api.js";
import { drawApps } from "./apps.js";
import { loadHostConfig } from "./cards.js";
import { drawConversation, focusMessages, redrawConversation, refreshConversation, showRoot } from "./conversation.js";
import { dialogOpen, follow, showWindow } from "./dialog.js";
import { arrows, drawList, drawRail, drawTitlebar } from "./nav.js";
import { go, loadState, placeName, route, store, zone } from "./store.js";

const $ = (id) => document.getElementById(id);
const NARROW = matchMedia("(max-width: 560px)");
const refreshState = coalesce(() => guarded(loadState));
const refreshClock = coalesce(() => guarded(async () => takeClock(await api.clock())));
const refreshDialog = coalesce(follow);

function drawFrame() {
  drawRail($("rail"));
  drawList($("list"));
  const { apps, place } = route();
  if (apps) drawApps($("main"));
  else drawConversation($("main"));
  document.body.classList.toggle("at-place", Boolean(apps || place));
  const unread = [...store.places.values()].filter((one) => one.unread && one.id !== place).length;
  const where = apps ? "Apps" : placeName(store.places.get(place));
  document.title = [unread && `(${unread})`, where && `${where} ·`, `Teams · ${store.tenant.name}`]
    .filter(Boolean)
    .join(" ");
}

let first = true; // somebody else's place in the address is left for one that this person can see

function arrive() {
  closeMenu();
  const { apps, place } = route();
  if (first && !apps && !store.places.has(place) && !(NARROW.matches && !place)) {
    first = false;
    return location.replace(`#${start().id}`);
  }
  first = false;
  drawFrame();
  refreshConversation().then(showRoot).then(refreshState);
  return undefined;
}

/** Without a place in the address: what has news, else the chat with the app. */
function start() {
  const places = [...store.places.values()];
  return places.find((one) => one.unread) ?? store.chats.find((one) => one.kind === "personal");
}

function hear(event) {
  switch (event.type) {
    case "teams_posts":
      if (event.channel === route().place) refreshConversation();
      refreshState();
      break;
    case "teams_dialog":
      refreshDialog();
      break;
    case "clock":
      refreshClock();
      break;
    default:
      refreshState();
  }
}

function refreshAll() {
  refreshState();
  refreshClock();
  refreshDialog();
  refreshConversation();
}

async function main() {
  actAs(new URLSearchParams(location.search).get("as") ?? "");
  try {
    await Promise.all([loadState(), loadHostConfig("/teams/static/teams/vendor")]);
  } catch (error) {
    return showFailure(error);
  }
  const showTime = drawTitlebar($("titlebar"));
  $("list").addEventListener("keydown", arrows);
  skipLinks(focusMessages);
  followDays(zone, redrawConversation);
  on("clock", showTime);
  on("clock", () => tellClock(desk));
  on("state", drawFrame);
  on("route", arrive);
  on("said", refreshConversation);
  on("dialog", refreshDialog);
  on("window", showWindow);
  addEventListener("hashchange", arrive);
  addEventListener("blur", closeMenu); // a press in the client beside is not heard here
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && NARROW.matches && !dialogOpen() && route().place) go("");
  });
  arrive();
  refreshClock();
  followNews(`/teams/ui/events?as=${encodeURIComponent(store.me)}`, { hear, refreshAll });
  return undefined;
}

main();
