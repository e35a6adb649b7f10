/* Applies the chosen theme before the first paint. A classic script on purpose: modules run too late. */
(() => {
  const root = document.documentElement;
  const apply = (chosen) => {
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
    else delete root.dataset.theme;
  };
  try {
    apply(localStorage.getItem("playground.theme"));
  } catch {
    apply(null); // storage may be forbidden; the system's preference then decides
  }
  addEventListener("storage", (event) => event.key === "playground.theme" && apply(event.newValue));
})();
