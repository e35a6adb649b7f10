/* Applies the chosen theme before the first paint. A classic script on purpose: modules run too late. */
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("playground.theme");
  } catch {
    chosen = null; // storage may be forbidden; the system's preference then decides
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
