/** A client alone in its window, or one of two side by side: then the window around it has the clock and the address. */

export const framed = window.parent !== window && window.parent.location.origin === location.origin;

if (framed) document.documentElement.classList.add("framed");

/** The address of the whole page as somebody else sees it. `name`: which parameter says who looks. */
export function addressWith(name, user) {
  const url = new URL(framed ? window.parent.location.href : location.href);
  url.searchParams.set(framed ? name : "as", user);
  return url.href;
}

/** Lets the window around know what the desk's clock says: it has no stream of news of its own. */
export function tellClock(desk) {
  if (framed) window.parent.dispatchEvent(new CustomEvent("desk-clock", { detail: { ...desk } }));
}
