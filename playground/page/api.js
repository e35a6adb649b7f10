/** Talks to the playground's `/ui` routes. Every call answers parsed JSON or throws `ApiError` with a sentence. */

export class ApiError extends Error {}

let viewer = "";

/** Sets whose eyes the page looks through; sent with every call. */
export function actAs(user) {
  viewer = user;
}

async function read(response) {
  let body = null;
  try {
    body = await response.json();
  } catch {
    body = null; // an empty or broken answer is reported below by its status
  }
  if (!response.ok) throw new ApiError(body?.error ?? `The playground answered ${response.status}.`);
  return body ?? {};
}

async function call(path, init) {
  try {
    return await read(await fetch(path, init));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError("The playground cannot be reached. Is it still running?");
  }
}

function get(path, query = {}) {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries({ as: viewer, ...query })) if (value) search.set(key, value);
  return call(`${path}?${search}`, { cache: "no-store" });
}

function post(path, body = {}) {
  return call(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ as: viewer, ...body }),
  });
}

export const api = {
  state: () => get("/ui/state"),
  messages: (channel, thread) => get("/ui/messages", { channel, thread_ts: thread }),
  /** `quiet` only looks; else the app hears that its Home was opened. */
  home: (quiet) => get("/ui/home", { quiet: quiet ? "1" : "" }),
  views: () => get("/ui/views"),
  clock: () => get("/ui/clock"),
  advance: (seconds) => post("/ui/clock", { advance_seconds: seconds }),
  say: (body) => post("/ui/say", body),
  edit: (channel, ts, text) => post("/ui/edit", { channel, ts, text }),
  remove: (channel, ts) => post("/ui/delete", { channel, ts }),
  react: (channel, ts, name, remove) => post("/ui/react", { channel, ts, name, remove }),
  join: (channel) => post("/ui/join", { channel }),
  openDm: (user) => post("/ui/open_dm", { user }),
  command: (channel, command, text) => post("/ui/command", { channel, command, text }),
  shortcut: (callback, channel, ts) => post("/ui/shortcut", { callback_id: callback, channel, ts }),
  action: (container, action, state) => post("/ui/action", { container, action, state }),
  submit: (view, values) => post("/ui/submit", { view_id: view, values }),
  close: (view, clear) => post("/ui/close", { view_id: view, clear }),
  options: (container, block, action, value) =>
    post("/ui/options", { container, block_id: block, action_id: action, value }),
};
