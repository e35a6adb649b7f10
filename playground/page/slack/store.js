/** What the page knows: who looks, the workspace, and where in it we are. The URL is the place's only home. */

import { actAs, api } from "./api.js";
import { deskNow, emit, on, setNow } from "../events.js";

export { deskNow, emit, on };

export const store = {
  me: "",
  team: {},
  people: new Map(),
  channels: new Map(),
  app: null,
  version: 0,
};

export function me() {
  return store.people.get(store.me) ?? { id: store.me, real_name: "Somebody", tz: "UTC" };
}

export function zone() {
  return me().tz || "UTC";
}

/** What drawing needs to know of the world; handed to the pure renderers. */
export function world() {
  return { people: store.people, channels: store.channels, app: store.app, me: store.me, tz: zone(), now: deskNow };
}

/** Name of a channel or direct message as the viewer reads it, without the leading sign. */
export function channelName(channel) {
  if (!channel) return "";
  if (channel.is_im) return personName(channel.user);
  return channel.name;
}

export function personName(id) {
  const person = store.people.get(id);
  return person ? person.real_name || person.handle : id;
}

export function directWith(user) {
  return [...store.channels.values()].find((channel) => channel.is_im && channel.user === user);
}

export async function loadState() {
  const state = await api.state();
  store.me = state.me;
  actAs(state.me);
  store.team = state.team ?? {};
  store.app = state.app ?? null;
  const before =
    store.version &&
    JSON.stringify([[...store.people.values()], [...store.channels.values()].map((c) => [c.id, c.name])]);
  store.people = new Map((state.people ?? []).map((person) => [person.id, person]));
  store.channels = new Map((state.channels ?? []).map((channel) => [channel.id, channel]));
  const after = JSON.stringify([[...store.people.values()], [...store.channels.values()].map((c) => [c.id, c.name])]);
  if (before !== after) store.version += 1; // names changed: messages that show them are drawn again
  setNow(state.now);
  emit("state");
}

/** Where we are: `{home: true}` or `{channel, thread?}`; read from the URL's hash. */
export function route() {
  const hash = decodeURIComponent(location.hash.slice(1));
  if (hash === "home") return { home: true };
  const [channel, thread] = hash.split("/");
  return { channel: channel || null, thread: thread || null };
}

export function go(channel, thread) {
  const hash = channel === "home" ? "#home" : `#${channel}${thread ? `/${thread}` : ""}`;
  if (location.hash === hash) emit("route");
  else location.hash = hash;
}

/** The page's address as another person sees it, at the same place where they can see it. */
export function addressAs(user) {
  const url = new URL(location.href);
  url.searchParams.set("as", user);
  return url.href;
}
