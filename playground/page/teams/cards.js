/**
 * Adaptive Cards, drawn by Microsoft's own renderer with what a host has to add: words, times, mentions, presses.
 * Nothing is fetched from outside: a picture from elsewhere is drawn as the words that stand for it.
 */

import { h } from "../dom.js";
import { openMenu } from "../menu.js";
import { hostConfig } from "./hostconfig.js";
import { cardMarkdown } from "./markdown.js";
import { SEARCH } from "./searchinput.js";
import { zone } from "./store.js";
import { stamps } from "./timestamps.js";

const AC = window.AdaptiveCards;
let config = null;
let mentions = []; // of the card that is being drawn; the renderer asks for words without saying whose

/** Must be awaited once, before the first card. */
export async function loadHostConfig(folder) {
  const read = async (name) => (await fetch(`${folder}/${name}.json`)).json();
  const [light, dark] = await Promise.all([read("teams-light"), read("teams-dark")]);
  config = new AC.HostConfig(hostConfig(light, dark));
}

AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = cardMarkdown(text, mentions);
  result.didProcess = true;
};

/**
 * Draws `card`. `values`: what stands in its inputs, by id. `press({path, values, button})` is called for a button
 * once its inputs are valid, `typed(values)` whenever one changes, `search(id, words)` answers choices.
 */
export function drawCard(card, { values = {}, press, typed, search }) {
  const drawn = new AC.AdaptiveCard();
  drawn.hostConfig = config;
  drawn.onExecuteAction = (action) => execute(drawn, action, press);
  drawn.onDisplayOverflowActionMenu = (actions, target) => {
    const items = actions.map((action) => ({
      label: action.title,
      danger: action.style === "destructive",
      run: () => action.execute(),
    }));
    openMenu(target, items, { label: "More actions" });
    return true;
  };
  drawn.onInputValueChanged = () => typed?.(gathered(drawn));
  const node = h("div", { class: "card" });
  drawn.parse(prepared(card, values, search));
  mentions = (card.msteams?.entities ?? [])
    .filter((one) => one.type === "mention")
    .map((one) => ({ text: one.text, id: one.mentioned.id, name: one.mentioned.name }));
  node.append(drawn.render());
  name(drawn, node);
  return node;
}

/** What stands in all inputs, as cards send it: strings by id. */
function gathered(drawn) {
  return Object.fromEntries(
    drawn
      .getAllInputs(true)
      .filter((input) => input.id)
      .map((input) => [input.id, input.value === undefined || input.value === null ? "" : String(input.value)]),
  );
}

function execute(drawn, action, press) {
  const kind = action.getJsonTypeName();
  if (kind === "Action.OpenUrl") return window.open(action.url, "_blank", "noopener,noreferrer");
  if (kind !== "Action.Execute" && kind !== "Action.Submit") return undefined;
  return press({ path: action.id, values: gathered(drawn), button: action.renderedElement });
}

/** Names what the renderer leaves nameless, so that the focus finds its way back after a redraw. */
function name(drawn, node) {
  for (const action of drawn.getAllActions()) if (action.renderedElement) mark(action.renderedElement, action.id);
  for (const input of drawn.getAllInputs(true))
    if (input.renderedInputControlElement) mark(input.renderedInputControlElement, input.id);
  for (const overflow of node.querySelectorAll(".ac-actionSet > button:not([data-action-id])")) {
    overflow.setAttribute("aria-label", "More");
    overflow.title = "More";
    overflow.setAttribute("aria-haspopup", "menu");
  }
  for (const stop of node.querySelectorAll(".ac-adaptiveCard[tabindex]")) stop.removeAttribute("tabindex");
  for (const button of node.querySelectorAll("button")) button.type = "button";
}

function mark(node, id) {
  node.dataset.actionId = id;
  node.dataset.blockId = "card";
}

const PLAIN = new Set(["title", "value", "text"]);

/**
 * A copy for the renderer: every action's id is its path in the card, times are in the reader's zone, inputs hold
 * what was typed, pictures from elsewhere are words, and fields that search are ours.
 */
function prepared(card, values, search) {
  const copy = (value, path, within) => {
    if (Array.isArray(value)) return value.map((one, at) => copy(one, `${path}${at}.`, within));
    if (value === null || typeof value !== "object") return value;
    if (value.type === "Image" && !String(value.url).startsWith("data:image/")) return pictured(value);
    const kind = String(value.type ?? "");
    const made = {};
    for (const [key, inner] of Object.entries(value)) {
      if (key === "backgroundImage" || key === "iconUrl" || key === "refresh" || key === "msteams") continue;
      if (typeof inner !== "string") made[key] = copy(inner, `${path}${key}.`, key);
      else made[key] = PLAIN.has(key) && shown(kind, within) ? stamps(inner, zone()) : inner;
    }
    if (kind.startsWith("Action.")) made.id = path.slice(0, -1);
    if (kind.startsWith("Input.")) input(made, kind, values, search);
    return made;
  };
  return copy(card, "", "");
}

function shown(kind, within) {
  return kind === "TextBlock" || kind === "TextRun" || within === "facts" || within === "inlines";
}

function pictured(image) {
  return { type: "TextBlock", text: cardSafe(image.altText || "Picture"), isSubtle: true, wrap: true };
}

function cardSafe(words) {
  return words.replace(/[\\`*_{}[\]()#+\-.!|~<>&]/g, "\\$&");
}

function input(made, kind, values, search) {
  if (values[made.id] !== undefined) made.value = values[made.id];
  if (kind === "Input.Number" && made.value !== undefined)
    made.value = made.value === "" ? undefined : Number(made.value);
  const searches = made["choices.data"] || (made.style === "filtered" && !made.isMultiSelect);
  if (kind === "Input.ChoiceSet" && searches) {
    made.type = SEARCH;
    made.search = search;
  }
}
