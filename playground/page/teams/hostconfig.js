/**
 * How Teams wants cards to look: Microsoft's two host configurations as one that follows the theme by itself, with
 * the colours that Teams has given to cards since, and that can be read on their grounds.
 */

const NEWER = {
  "foregroundColors.accent": ["#4f52b2", "#a9acf5"],
  "foregroundColors.good": ["#1f6b3f", "#a4d18c"],
  "foregroundColors.warning": ["#7a5200", "#fde177"],
  "foregroundColors.attention": ["#b3213a", "#ff9ba6"],
};
const GROUNDS = {
  default: ["transparent", "transparent"],
  emphasis: ["#f2f2f4", "#353539"],
  accent: ["#e8ebfa", "#2f3150"],
  good: ["#e3f2dc", "#1f3a26"],
  attention: ["#fde8ea", "#47232a"],
  warning: ["#fdf3d2", "#40371a"],
};

/** #AARRGGBB, as cards have it, as CSS has it. */
function css(colour) {
  return colour.replace(/^#(..)(......)$/, "#$2$1");
}

function paired(light, dark) {
  return `light-dark(${light}, ${dark})`;
}

function merged(light, dark) {
  if (Array.isArray(light) || light === null || typeof light !== "object") {
    if (typeof light !== "string" || !light.startsWith("#")) return light;
    return paired(css(light), css(dark ?? light));
  }
  return Object.fromEntries(Object.entries(light).map(([key, value]) => [key, merged(value, dark?.[key])]));
}

/** The configuration as the renderer takes it. */
export function hostConfig(light, dark) {
  const config = merged(light, dark);
  for (const [style, about] of Object.entries(config.containerStyles)) {
    about.backgroundColor = paired(...GROUNDS[style]);
    for (const [path, [pale, deep]] of Object.entries(NEWER)) {
      const colour = about.foregroundColors[path.split(".")[1]];
      colour.default = paired(pale, deep);
      colour.subtle = paired(pale, deep);
    }
    about.foregroundColors.default = { default: "var(--text)", subtle: "var(--text-2)" };
  }
  config.separator.lineColor = "var(--line)";
  config.fontTypes.default.fontFamily = "var(--font)";
  config.fontTypes.monospace.fontFamily = "var(--mono)";
  config.actions.showCard.style = "default";
  return config;
}
