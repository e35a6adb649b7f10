/** The confirmation dialog an element may ask for before it acts. */

import { h, uid } from "../../dom.js";
import { textNodes } from "./text.js";

/** Resolves true when the person agreed; Escape and the second button are a no. Focus returns to `from`. */
export function confirmed(confirm, world, from) {
  return new Promise((resolve) => {
    const title = uid("c");
    const text = uid("c");
    const dialog = h(
      "dialog",
      { class: "dialog confirm", role: "alertdialog", "aria-labelledby": title, "aria-describedby": text },
      h("h2", { class: "dialog-title", id: title }, textNodes(confirm.title, world)),
      h("div", { class: "dialog-body text", id: text }, textNodes(confirm.text, world)),
      h(
        "div",
        { class: "dialog-foot" },
        h(
          "button",
          { type: "button", class: "button", onclick: () => dialog.close("no") },
          textNodes(confirm.deny ?? "Cancel", world),
        ),
        h(
          "button",
          {
            type: "button",
            class: `button ${confirm.style === "danger" ? "danger" : "primary"} solid`,
            onclick: () => dialog.close("yes"),
          },
          textNodes(confirm.confirm ?? "Yes", world),
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
