/** What both clients do when they start: say why they cannot, skip links, news of another day, the live stream. */

import { fill, h } from "./dom.js";
import { deskNow, on } from "./events.js";
import { listen } from "./live.js";
import { showConnection } from "./notices.js";
import { dayKey } from "./time.js";

const $ = (id) => document.getElementById(id);

export function showFailure(error) {
  const again = h("button", { type: "button", class: "button", onclick: () => location.reload() }, "Try again");
  fill($("main"), h("div", { class: "empty", role: "alert" }, error.message, h("p", null, again)));
}

/** The links that lead past what is repeated; the hash says which place is shown, not where in the page one is. */
export function skipLinks(focusMessages) {
  for (const link of document.querySelectorAll("a.skip")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (link.dataset.skip === "messages") focusMessages();
      else ($("composer") ?? $("main").querySelector("button, input"))?.focus();
    });
  }
}

/** Calls `redraw` when the desk's clock shows another day: what says "Today" is wrong then. */
export function followDays(zone, redraw) {
  let day = "";
  on("clock", () => {
    const today = dayKey(deskNow(), zone());
    if (day && today !== day) redraw();
    day = today;
  });
}

/** A window that shows nothing of what others do meanwhile: its buttons are as old as whoever would press them late. */
function standStill() {
  const url = new URL(location.href);
  url.searchParams.delete("still");
  const follow = h("a", { href: url.href }, "Let it follow");
  document.body.append(
    h("div", { class: "offline still", role: "status" }, "This window stands still while others go on. ", follow),
  );
  document.body.dataset.live = "still";
}

/** Listens to the news; after every loss everything is asked for again. */
export function followNews(url, { hear, refreshAll }) {
  if (new URLSearchParams(location.search).get("still") === "1") {
    standStill();
    refreshAll();
    return;
  }
  listen(url, {
    onEvent: hear,
    onOpen: () => {
      showConnection(true);
      document.body.dataset.live = "on";
      refreshAll();
    },
    onLost: () => {
      document.body.dataset.live = "off";
      showConnection(false);
    },
  });
}
