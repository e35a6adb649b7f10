/** The switch between the system's theme, light and dark. */

import { fill, h, icon } from "./dom.js";

const THEMES = [
  ["auto", "auto", "system"],
  ["light", "sun", "light"],
  ["dark", "moon", "dark"],
];

/** The button that goes from the system's theme to light to dark; other frames of the page follow by themselves. */
export function themeButton() {
  const button = h("button", { type: "button", class: "icon-button theme-button" });
  const draw = () => {
    const chosen = document.documentElement.dataset.theme ?? "auto";
    const [, sign, name] = THEMES.find(([key]) => key === chosen);
    fill(button, icon(sign));
    button.setAttribute("aria-label", `Theme: ${name}`);
    button.title = `Theme: ${name}`;
  };
  button.addEventListener("click", () => {
    const chosen = document.documentElement.dataset.theme ?? "auto";
    const [next] = THEMES[(THEMES.findIndex(([key]) => key === chosen) + 1) % THEMES.length];
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("playground.theme", next);
    } catch {
      // without storage the choice lasts as long as the page
    }
    draw();
  });
  draw();
  return button;
}
