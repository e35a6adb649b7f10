/** The Slack page's calls to `/ui`. Each answers parsed JSON or throws `ApiError` with a sentence. */

import { caller } from "../http.js";

/** `actAs` sets whose eyes the page looks through; they are sent with every call. */
export const { actAs, get, post } = caller();

export const api = {
  state: () => get("/ui/state"),
  messages: (channel, thread) => get("/ui/messages", { channel, thread_ts: thread }),
  /** `quiet` only looks; else the app hears that its Home was opened. */
  home: (quiet) => get("/ui/home", { quiet: quiet ? "1" : "" }),
  views: () => get("/ui/views"),
  clock: () => get("/ui/clock"),
  advance: (seconds) => post("/ui/clock", { advance_seconds: seconds }),
  say: (body) => post("/ui/say", body),
  share: (channel, ts, to) => post("/ui/share", { channel, ts, to }),
  edit: (channel, ts, text) => post("/ui/edit", { channel, ts, text }),
  remove: (channel, ts) => post("/ui/delete", { channel, ts }),
  react: (channel, ts, name, remove) => post("/ui/react", { channel, ts, name, remove }),
  join: (channel) => post("/ui/join", { channel }),
  openDm: (user) => post("/ui/open_dm", { user }),
  command: (channel, command, text) => post("/ui/command", { channel, command, text }),
  shortcut: (callback, channel, ts) => post("/ui/shortcut", { callback_id: callback, channel, ts }),
  action: (container, action, state, stale) => post("/ui/action", { container, action, state, stale }),
  submit: (view, values) => post("/ui/submit", { view_id: view, values }),
  close: (view, clear) => post("/ui/close", { view_id: view, clear }),
  options: (container, block, action, value) =>
    post("/ui/options", { container, block_id: block, action_id: action, value }),
};
