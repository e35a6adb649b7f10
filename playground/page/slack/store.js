/** What the page knows: who looks, the workspace, and where in it we are. The URL is the place's only home. */

import { deskNow, emit, on, setNow } from "../events.js";
import { addressAs, goTo, placeParts, viewerOf } from "../viewer.js";
import { actAs, api } from "./api.js";

export { addressAs, deskNow, emit, on };

export const store = {
  me: "",
  team: {},
  people: new Map(),
  channels: new Map(),
  app: null,
  version: 0,
};

export const { me, zone } = viewerOf(store);

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

/** Where we are: `{home: true}` or `{channel, thread?}`. */
export function route() {
  const [channel, thread] = placeParts();
  if (channel === "home") return { home: true };
  return { channel: channel || null, thread: thread || null };
}

export const go = (channel, thread) => goTo(channel, thread);
