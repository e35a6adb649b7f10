/** The Teams page's calls to `/teams/ui`. Each answers parsed JSON or throws `ApiError` with a sentence. */

import { caller } from "../http.js";

export const { actAs, get, post } = caller();

const at = "/teams/ui";

export const api = {
  state: () => get(`${at}/state`),
  messages: (place) => get(`${at}/messages`, { place }),
  dialog: () => get(`${at}/dialog`),
  clock: () => get(`${at}/clock`),
  advance: (seconds) => post(`${at}/clock`, { advance_seconds: seconds }),
  say: (body) => post(`${at}/say`, body),
  forward: (place, id, to) => post(`${at}/forward`, { place, id, to }),
  edit: (place, id, text) => post(`${at}/edit`, { place, id, text }),
  remove: (place, id) => post(`${at}/delete`, { place, id }),
  restore: (place, id) => post(`${at}/undelete`, { place, id }),
  react: (place, id, name, remove) => post(`${at}/react`, { place, id, name, remove }),
  press: (body) => post(`${at}/press`, body),
  look: (place, id) => post(`${at}/look`, { place, id }),
  refresh: (place, id) => post(`${at}/refresh`, { place, id }),
  submit: (dialog, path, values) => post(`${at}/submit`, { dialog, path, values }),
  close: (dialog) => post(`${at}/close`, { dialog }),
  options: (dialog, element, words) => post(`${at}/options`, { dialog, element, words }),
  command: (command, place, id) => post(`${at}/command`, { command, place, id }),
  install: (body) => post(`${at}/install`, body),
  group: (members, app) => post(`${at}/group`, { members, app }),
  permission: (name, granted) => post(`${at}/permission`, { name, on: granted }),
  block: (blocked) => post(`${at}/block`, { on: blocked }),
};
