/**
 * Slack's mrkdwn: text -> tree -> DOM nodes. The parser is pure and knows nothing of the page; the tree is
 * drawn with text nodes only. What is not well-formed stays the text it is.
 */

import { h } from "../dom.js";
import { slackDate } from "./dates.js";
import { emojiText } from "./emoji.js";

const STYLES = { "*": "b", _: "i", "~": "s" };
const TAGS = { b: "strong", i: "em", s: "s" };
const MAX_DEPTH = 8;
const WORD = /[\p{L}\p{N}]/u;

/** &lt; &gt; &amp; back to their signs; Slack escapes only these three. */
export function unescape(text) {
  return String(text ?? "").replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

/** The tree of one message: a list of nodes {type, ...}. */
export function parse(text) {
  const source = String(text ?? "");
  const nodes = [];
  const fence = /```\n?([\s\S]+?)\n?```/g;
  let from = 0;
  for (let match = fence.exec(source); match; match = fence.exec(source)) {
    nodes.push(...parseLines(source.slice(from, match.index).replace(/\n$/, "")));
    nodes.push({ type: "pre", children: parseAngles(match[1]) });
    from = fence.lastIndex;
    if (source[from] === "\n") from += 1;
  }
  return [...nodes, ...parseLines(source.slice(from))];
}

function parseLines(text) {
  if (!text) return [];
  const nodes = [];
  const plain = [];
  let quote = null;
  const flush = () => {
    if (plain.length) nodes.push(...parseInline(plain.join("\n")));
    plain.length = 0;
  };
  const endQuote = () => {
    if (quote) nodes.push({ type: "quote", children: parseInline(quote.join("\n")) });
    quote = null;
  };
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const whole = /^(?:&gt;|>){3}\s?([\s\S]*)/.exec(lines[at]);
    const one = /^(?:&gt;|>)(?!(?:&gt;|>)) ?(.*)/.exec(lines[at]);
    if (whole) {
      flush();
      endQuote();
      quote = [whole[1], ...lines.slice(at + 1)];
      break;
    }
    if (one) {
      flush();
      quote = [...(quote ?? []), one[1]];
    } else {
      endQuote();
      plain.push(lines[at]);
    }
  }
  flush();
  endQuote();
  return nodes;
}

/** Only links, mentions and entities: what still counts inside code. */
function parseAngles(text) {
  return scan(text, { styles: false, emoji: false }, MAX_DEPTH);
}

export function parseInline(text) {
  return scan(text, { styles: true, emoji: true }, 0);
}

function scan(text, rules, depth) {
  const nodes = [];
  let plain = "";
  const push = (node) => {
    if (plain) nodes.push({ type: "text", text: unescape(plain) });
    plain = "";
    nodes.push(node);
  };
  for (let at = 0; at < text.length;) {
    const found =
      angle(text, at) ??
      (rules.styles ? (code(text, at) ?? styled(text, at, rules, depth)) : null) ??
      (rules.emoji ? shortcode(text, at) : null);
    if (found) {
      push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) nodes.push({ type: "text", text: unescape(plain) });
  return nodes;
}

function angle(text, at) {
  if (text[at] !== "<") return null;
  const end = text.indexOf(">", at);
  if (end < 0) return null;
  const inside = text.slice(at + 1, end);
  if (inside.includes("<") || inside.includes("\n")) return null;
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inside.slice(bar + 1));
  const node = special(target, label);
  return node && { node, end: end + 1 };
}

function special(target, label) {
  let match;
  if ((match = /^@([A-Z][A-Z0-9_]+)$/.exec(target))) return { type: "user", id: match[1], label };
  if ((match = /^#([A-Z][A-Z0-9_]+)$/.exec(target))) return { type: "channel", id: match[1], label };
  if ((match = /^!subteam\^([A-Z0-9]+)$/.exec(target))) return { type: "group", id: match[1], label };
  if ((match = /^!(here|channel|everyone)$/.exec(target))) return { type: "broadcast", range: match[1] };
  if ((match = /^!date\^(-?\d+)\^([^^]+)(?:\^(.+))?$/.exec(target))) {
    return { type: "date", unix: Number(match[1]), format: unescape(match[2]), url: match[3], label };
  }
  if (target.startsWith("!")) return label ? { type: "text", text: `<${label}>` } : null;
  const url = unescape(target);
  return safeUrl(url) ? { type: "link", url, label: label || url.replace(/^(mailto|tel):/, "") } : null;
}

/** The address when a browser may follow it; null for javascript:, data: and everything else. */
export function safeUrl(url) {
  return typeof url === "string" && /^(https?:\/\/|mailto:|tel:)[^\s]+$/i.test(url) ? url : null;
}

function code(text, at) {
  if (text[at] !== "`") return null;
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1) return null;
  const inside = text.slice(at + 1, end);
  if (inside.includes("\n") || !inside.trim()) return null;
  return { node: { type: "code", children: parseAngles(inside) }, end: end + 1 };
}

function styled(text, at, rules, depth) {
  const type = STYLES[text[at]];
  const opens =
    type &&
    depth < MAX_DEPTH &&
    !WORD.test(text[at - 1] ?? " ") &&
    /\S/.test(text[at + 1] ?? " ") &&
    text[at + 1] !== text[at];
  if (!opens) return null;
  const end = closing(text, at, text[at]);
  if (end < 0) return null;
  return { node: { type, children: scan(text.slice(at + 1, end), rules, depth + 1) }, end: end + 1 };
}

function closing(text, at, mark) {
  for (let i = at + 1; i < text.length && text[i] !== "\n"; i += 1) {
    if (text[i] === "<") {
      const skip = angle(text, i);
      if (skip) {
        i = skip.end - 1;
        continue;
      }
    }
    if (text[i] === "`") {
      const skip = code(text, i);
      if (skip) {
        i = skip.end - 1;
        continue;
      }
    }
    if (text[i] === mark && i > at + 1 && /\S/.test(text[i - 1]) && !WORD.test(text[i + 1] ?? " ")) return i;
  }
  return -1;
}

function shortcode(text, at) {
  if (text[at] !== ":") return null;
  const match = /^:([a-z0-9_+'-]{1,60})(::skin-tone-\d)?:/.exec(text.slice(at, at + 80));
  if (!match || emojiText(match[1]) === `:${match[1]}:`) return null;
  return { node: { type: "emoji", name: match[1] }, end: at + match[0].length };
}

/** Draws mrkdwn `text`. With `verbatim` only what is marked explicitly is formatted. */
export function mrkdwn(text, world) {
  return draw(parse(text), world);
}

/** Draws a plain_text object's text: entities and (unless switched off) emoji, nothing else. */
export function plain(text, emoji = true) {
  const nodes = emoji
    ? scan(String(text ?? "").replaceAll("<", "&lt;"), { styles: false, emoji: true }, MAX_DEPTH)
    : [{ type: "text", text: unescape(text) }];
  return draw(nodes, null);
}

export function draw(nodes, world) {
  return nodes.map((node) => drawNode(node, world));
}

function drawNode(node, world) {
  switch (node.type) {
    case "text":
      return document.createTextNode(node.text);
    case "b":
    case "i":
    case "s":
      return h(TAGS[node.type], null, draw(node.children, world));
    case "code":
      return h("code", null, draw(node.children, world));
    case "pre":
      return h("pre", null, draw(node.children, world));
    case "quote":
      return h("blockquote", null, draw(node.children, world));
    case "emoji":
      return emojiNode(node.name);
    case "link":
      return linkNode(node.url, node.label);
    case "date":
      return dateNode(node, world);
    default:
      return mentionNode(node, world);
  }
}

export function emojiNode(name, unicode) {
  const sign = emojiText(name, unicode);
  if (sign.startsWith(":")) return document.createTextNode(sign);
  return h(
    "span",
    { class: "emoji", role: "img", "aria-label": String(name).replaceAll("_", " "), title: `:${name}:` },
    sign,
  );
}

export function linkNode(url, ...label) {
  const safe = safeUrl(url);
  if (!safe) return h("span", null, ...label);
  return h("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, ...label);
}

export function dateNode({ unix, format, url, label }, world) {
  const text = slackDate(unix, format, world?.tz ?? "UTC", world?.now() ?? new Date()) ?? label;
  const instant = new Date(Number(unix) * 1000);
  const iso = Number.isFinite(instant.getTime()) ? instant.toISOString() : null;
  const node = h("time", { class: "date", datetime: iso, title: label || null }, text);
  return url ? linkNode(url, node) : node;
}

export function mentionNode(node, world) {
  if (node.type === "broadcast") return h("span", { class: "mention broadcast" }, `@${node.range}`);
  if (node.type === "group") return h("span", { class: "mention" }, node.label || `@${node.id}`);
  if (node.type === "channel") {
    const name = world?.channels.get(node.id)?.name ?? (node.label || "private-channel");
    if (!world?.channels.has(node.id)) return h("span", { class: "mention" }, `#${name}`);
    return h("a", { class: "mention", href: `#${node.id}` }, `#${name}`);
  }
  const person = world?.people.get(node.id);
  const mine = node.id === world?.me;
  return h(
    "span",
    { class: mine ? "mention me" : "mention", data: { user: node.id } },
    `@${person?.real_name ?? (node.label || node.id)}`,
  );
}
