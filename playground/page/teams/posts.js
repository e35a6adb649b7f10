/** One post of a channel with the replies of its thread: the newest ones, all of them on demand, and a place to reply. */

import { h, icon, reconcile } from "../dom.js";
import { composer } from "./composer.js";
import { editMessage } from "./editing.js";
import { who } from "./store.js";

const FOLDED = 3; // replies that are shown before somebody asks for all

/** `row(message, place)` makes an item of the list. The post's node stays the same: a half-written reply survives. */
export function post(place, id, row) {
  const rows = h("div", { class: "post-rows" });
  const foot = h("div", { class: "post-foot" });
  const node = h("section", { class: "post", data: { root: id } }, rows, foot);
  let open = false;
  let last = [null, []];
  let writing = null;

  const actions = {
    reply: () => reply(),
    edit: (message, where) => editMessage(place, message, where),
  };

  function update(root, replies) {
    last = [root, replies];
    const name = who(root.author).real_name;
    node.setAttribute("aria-label", `Post by ${name}`);
    const hidden = open ? 0 : Math.max(0, replies.length - FOLDED);
    const fold = hidden ? [{ key: "fold", sig: String(hidden), make: () => folded(hidden, replies) }] : [];
    reconcile(rows, [
      row(root, { id: place, kind: "channel", compact: false, actions }),
      ...fold,
      ...replies.slice(hidden).map((one) => row(one, { id: place, kind: "channel", compact: false, actions })),
    ]);
    if (!writing && !foot.firstChild) foot.append(replyButton());
  }

  function folded(hidden, replies) {
    const names = [...new Set(replies.slice(0, hidden).map((one) => who(one.author).real_name))];
    const words = `${hidden} earlier ${hidden === 1 ? "reply" : "replies"} from ${names.slice(0, 3).join(", ")}${names.length > 3 ? " and others" : ""}`;
    return h("button", { type: "button", class: "fold", onclick: unfold }, icon("chevron"), words);
  }

  function unfold() {
    open = true;
    update(...last);
  }

  function replyButton() {
    return h("button", { type: "button", class: "reply-button", onclick: reply }, icon("reply"), "Reply");
  }

  function reply() {
    if (!writing) {
      const label = `Reply to ${who(last[0].author).real_name}`;
      writing = composer({
        id: null,
        label,
        where: () => ({ place, root: id }),
        sent: () => writing?.area.focus(),
        cancel: fold,
      });
      foot.replaceChildren(writing.node);
      writing.grow();
    }
    writing.area.focus();
    foot.scrollIntoView({ block: "nearest" });
  }

  function fold() {
    writing = null;
    foot.replaceChildren(replyButton());
    foot.firstChild.focus();
  }

  return { node, update, unfold };
}
