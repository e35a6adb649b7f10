/** What every client on this page shares: who listens to what, and the desk's present time. */

const listeners = new Map();

export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
}

export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** `offset`: seconds by which the clock was pushed. */
export const desk = { instant: 0, skew: 0, frozen: false, offset: 0 };

/** The desk's present instant as a Date: wall time plus the playground's offset, or where its clock stands still. */
export function deskNow() {
  return new Date(desk.frozen ? desk.instant : Date.now() + desk.skew);
}

export function setNow(iso) {
  desk.instant = Date.parse(iso);
  desk.skew = desk.instant - Date.now();
  emit("clock");
}

/** Takes what the server says of its clock. */
export function takeClock(answer) {
  desk.offset = answer.offset_seconds ?? desk.offset;
  desk.frozen = answer.frozen ?? desk.frozen;
  if (answer.now) setNow(answer.now);
}
