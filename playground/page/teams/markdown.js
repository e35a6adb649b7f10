/**
 * Words as Teams draws them: Markdown of the app, plain words of people, mentions in both. No HTML gets through:
 * the parser has none, and what it makes of Markdown goes through its own escaping.
 */

import { h } from "../dom.js";
import { store } from "./store.js";

const NEVER = ["table", "code", "hr", "reference", "html_block", "heading", "lheading", "html_inline", "image"];
const IN_CARDS = parser([...NEVER, "fence", "blockquote", "backticks"]);
const IN_MESSAGES = parser(NEVER);
const SIGN = /[\uE000\uE001]/g; // stand-ins for mentions while Markdown is parsed; nobody's words may hold them

function parser(without) {
  const made = window.markdownit({ html: false, linkify: false, breaks: false }).disable(without);
  made.renderer.rules.link_open = (tokens, at, options, env, self) => {
    tokens[at].attrSet("target", "_blank");
    tokens[at].attrSet("rel", "noopener noreferrer");
    return self.renderToken(tokens, at, options);
  };
  return made;
}

/** HTML of a card's Markdown. `mentions`: [{text: "<at>Dana</at>", id, name}], what really mentions somebody. */
export function cardMarkdown(text, mentions = []) {
  return render(IN_CARDS, text, mentions);
}

function render(made, text, mentions) {
  let source = String(text).replace(SIGN, "");
  mentions.forEach((one, at) => {
    source = source.replaceAll(one.text, `\uE000${at}\uE001`);
  });
  const node = document.createElement("div");
  return made.render(source).replace(/\uE000(\d+)\uE001/g, (_, at) => {
    const { id, name } = mentions[Number(at)];
    node.replaceChildren(mention(id, name));
    return node.innerHTML;
  });
}

export function mention(id, name) {
  return h("span", { class: `mention${id === store.me ? " me" : ""}` }, name);
}

/** A message's words as a node. */
export function messageWords(message) {
  if (!message.markdown) return h("div", { class: "words plain" }, plain(message.text, message.mentions));
  const node = h("div", { class: "words" });
  node.innerHTML = render(IN_MESSAGES, message.text, message.mentions);
  return node;
}

/** Plain words with their mentions and addresses. */
export function plain(text, mentions = []) {
  const named = new Map(mentions.map((one) => [one.text, one]));
  const signs = [...named.keys()].map((sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp([...signs, "https?:\\/\\/[^\\s<>\"']+[^\\s<>\"'.,;:!?)]"].join("|"), "g");
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    nodes.push(text.slice(from, found.index));
    const one = named.get(found[0]);
    if (one) nodes.push(mention(one.id, one.name));
    else nodes.push(h("a", { href: found[0], target: "_blank", rel: "noopener noreferrer" }, found[0]));
    from = found.index + found[0].length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

/** What a person would have typed: to edit or copy a message. */
export function typed(message) {
  return (message.mentions ?? []).reduce(
    (text, one) => text.replaceAll(one.text, `@${one.name}`),
    String(message.text ?? ""),
  );
}
