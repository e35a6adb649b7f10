/** Asks before something is done that cannot be taken back. */

import { h, uid } from "./dom.js";

/**
 * `title`, `text`, `yes` and `no` are words or nodes. Resolves true when the person agreed; Escape and the second button
 * are a no. Focus returns to `from`.
 */
export function confirmed({ title, text, yes, no, danger = false }, from) {
  return new Promise((resolve) => {
    const [titleId, textId] = [uid("c"), uid("c")];
    const dialog = h(
      "dialog",
      { class: "dialog confirm", role: "alertdialog", "aria-labelledby": titleId, "aria-describedby": textId },
      h("h2", { class: "dialog-title", id: titleId }, title),
      h("div", { class: "dialog-body text", id: textId }, text),
      h(
        "div",
        { class: "dialog-foot" },
        h(
          "button",
          { type: "button", class: "button", onclick: () => dialog.close("no") },
          no,
        ),
        h(
          "button",
          {
            type: "button",
            class: `button ${danger ? "danger" : "primary"} solid`,
            onclick: () => dialog.close("yes"),
          },
          yes,
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      from?.focus();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
