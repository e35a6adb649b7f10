/** The app's Home tab. */

import { fill, h } from "../dom.js";
import { api } from "./api.js";
import { blockContext } from "./blockactions.js";
import { drawBlocks } from "./blockkit/index.js";
import { Values } from "./blockkit/values.js";
import { store } from "./store.js";

let values = new Values();
let shownView = "";
let told = false;

/** Draws the view into `root`. Only the first look after coming here tells the app that its Home was opened. */
export async function showHome(root) {
  const quiet = told;
  told = true;
  const { view } = await api.home(quiet);
  if (!root?.isConnected) return;
  if (!view) {
    shownView = "";
    fill(root, h("div", { class: "empty" }, `${store.app?.name ?? "The app"} has not put anything on its Home yet.`));
    return;
  }
  const anew = view.id !== shownView;
  if (anew) values = new Values(view.state?.values);
  shownView = view.id;
  // Whoever comes back from elsewhere finds the view that they left, in a pane that was drawn anew.
  if (anew || !root.querySelector(".home-blocks")) fill(root, h("div", { class: "blocks home-blocks" }));
  drawBlocks(
    root.querySelector(".home-blocks"),
    view.blocks,
    blockContext({ type: "view", view_id: view.id }, values, { version: store.version }),
  );
}

/** To be called on arriving at the Home: the next look counts as opening it. */
export function arriveHome() {
  told = false;
}
