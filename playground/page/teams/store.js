/** What the page knows of this Teams: who looks, chats, teams, the app. The address is the only home of the place. */

import { emit, setNow } from "../events.js";
import { addressWith, framed } from "../framed.js";
import { addressAs as viewedBy, goTo, placeParts, viewerOf } from "../viewer.js";
import { actAs, api } from "./api.js";

export const store = {
  me: "",
  tenant: {},
  people: new Map(),
  places: new Map(),
  chats: [],
  teams: [],
  app: null,
  version: 0,
};

export const { me, zone } = viewerOf(store);

/** Who wrote something, the app too, as `avatar` and names want them. */
export function who(id) {
  if (id === store.app?.id) return { id, real_name: store.app.name, is_bot: true };
  return store.people.get(id) ?? { id, real_name: "Somebody who left" };
}

/** What a chat or channel is called by the one who looks. */
export function placeName(place) {
  if (!place) return "";
  return place.kind === "personal" ? store.app.name : place.name;
}

export async function loadState() {
  const state = await api.state();
  store.me = state.me;
  actAs(state.me);
  store.tenant = state.tenant;
  store.app = state.app;
  store.people = new Map(state.people.map((person) => [person.id, person]));
  store.teams = state.teams;
  store.chats = [...state.chats].sort((one, two) => lastOf(two).localeCompare(lastOf(one)));
  store.places = new Map([...state.chats, ...state.teams.flatMap((team) => team.channels)].map((one) => [one.id, one]));
  const names = JSON.stringify([state.people, state.app.name]);
  if (store.names !== names) store.version += 1; // names changed: messages that show them are drawn again
  store.names = names;
  setNow(state.now);
  emit("state");
}

const lastOf = (chat) => chat.last?.at ?? "";

/** Where we are: `{apps: true}` or `{place, root?}`. */
export function route() {
  const [place, root] = placeParts();
  if (place === "apps") return { apps: true, place: null, root: null };
  return { apps: false, place: place || null, root: root || null };
}

export const go = (place, root) => goTo(place, root);

/** This client's own address as somebody else sees it, and the whole page's. */
export const addressAs = (id) => viewedBy(store.people.get(id).handle);

export function wholeAddressAs(id) {
  return framed ? addressWith("teams_as", store.people.get(id).handle) : addressAs(id);
}
