/** Who looks through a client, and the way to its places: the address is the only home of both. */

import { emit } from "./events.js";

/** What a client's store says of the one who looks: the person, and the zone they live in. */
export function viewerOf(store) {
  const me = () => store.people.get(store.me) ?? { id: store.me, real_name: "Somebody", tz: "UTC" };
  return { me, zone: () => me().tz || "UTC" };
}

/** The parts of the place in the address; none without one. */
export function placeParts() {
  return decodeURIComponent(location.hash.slice(1)).split("/");
}

/** Goes to a place, or shows it anew. */
export function goTo(...parts) {
  const place = parts.filter(Boolean).join("/");
  if (decodeURIComponent(location.hash.slice(1)) === place) emit("route");
  else location.hash = place && `#${place}`;
}

/** This client's own address as somebody else sees it, at the same place where they can see it. */
export function addressAs(who) {
  const url = new URL(location.href);
  url.searchParams.set("as", who);
  return url.href;
}
