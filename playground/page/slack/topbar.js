/** The Slack page's header: the clock, the theme and who one is. Beside a Teams only what a narrow frame needs. */

import { avatar } from "../avatar.js";
import { deskClock } from "../clock.js";
import { fill, h, iconButton } from "../dom.js";
import { framed } from "../framed.js";
import { themeButton } from "../themes.js";
import { api } from "./api.js";
import { openDrawer, switchPerson } from "./sidebar.js";
import { me, store, zone } from "./store.js";

/** Draws it and answers what shows the time again. */
export function drawTopbar(root) {
  const drawer = iconButton("menu", "Channels and people", { class: "icon-button drawer-button", onclick: openDrawer });
  if (framed) {
    fill(
      root,
      drawer,
      h("span", { class: "workspace-name" }, store.team.name),
      h("div", { class: "topbar-end" }, you()),
    );
    return () => {};
  }
  const clock = deskClock({ advance: api.advance, zone });
  fill(root, drawer, clock, h("div", { class: "topbar-end" }, themeButton(), you()));
  return clock.show;
}

function you() {
  const node = h("button", { type: "button", class: "you-button", onclick: switchPerson });
  node.refresh = () => {
    fill(node, avatar(me(), "small"));
    node.setAttribute("aria-label", `${me().real_name}: change person`);
    node.title = `You are ${me().real_name}`;
  };
  node.refresh();
  return node;
}
