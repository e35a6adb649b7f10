/** Private messages a person has put away; remembered for this tab, as long as Slack's own client would. */

const KEY = "playground.dismissed";

function all() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  } catch {
    return []; // storage may be forbidden
  }
}

const name = (channel, message) => `${channel}/${message.ts}`;

export function dismissed(channel, message) {
  return message.is_ephemeral === true && all().includes(name(channel, message));
}

export function dismiss(channel, message) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...all(), name(channel, message)].slice(-500)));
  } catch {
    // then it comes back with the next refresh; nothing is lost
  }
}
