/** Instants as people read them, in the viewer's own zone. Pure functions; `tz` is an IANA name. */

const cache = new Map();

/** The browser's formatter of dates in `tz`. */
export function formatter(tz, options) {
  const key = tz + JSON.stringify(options);
  if (!cache.has(key)) {
    let format;
    try {
      format = new Intl.DateTimeFormat("en-GB", { timeZone: tz, ...options });
    } catch {
      format = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }); // an unknown zone must not blank the page
    }
    cache.set(key, format);
  }
  return cache.get(key);
}

/** Year, month, day, hour, minute and second of an instant in `tz`, as two digits or four. */
export function parts(date, tz) {
  const options = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  };
  return Object.fromEntries(
    formatter(tz, options)
      .formatToParts(date)
      .map((part) => [part.type, part.value]),
  );
}

/** 10:04 */
export function clockTime(date, tz) {
  return formatter(tz, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
}

/** Mon 26 Oct 2026, 10:04 CET */
export function fullTime(date, tz) {
  const zone = formatter(tz, { timeZoneName: "short" })
    .formatToParts(date)
    .find((part) => part.type === "timeZoneName");
  const day = formatter(tz, { weekday: "short", day: "numeric", month: "short", year: "numeric" })
    .format(date)
    .replace(",", "");
  return `${day}, ${clockTime(date, tz)}${zone ? ` ${zone.value}` : ""}`;
}

/** Mon 26 Oct 10:04 */
export function shortTime(date, tz) {
  const day = formatter(tz, { weekday: "short", day: "numeric", month: "short" }).format(date).replace(",", "");
  return `${day} ${clockTime(date, tz)}`;
}

/** 2026-10-26, to tell days apart. */
export function dayKey(date, tz) {
  const p = parts(date, tz);
  return `${p.year}-${p.month}-${p.day}`;
}

function daysBetween(date, now, tz) {
  return Math.round((Date.parse(dayKey(date, tz)) - Date.parse(dayKey(now, tz))) / 86400000);
}

/** Yesterday, Today or Tomorrow; null for another day. */
export function relativeDay(date, now, tz) {
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[daysBetween(date, now, tz)] ?? null;
}

/** Today, Yesterday, or Monday, 26 October (with the year when it is another one). */
export function dayLabel(date, now, tz) {
  const near = relativeDay(date, now, tz);
  if (near === "Today" || near === "Yesterday") return near;
  const sameYear = parts(date, tz).year === parts(now, tz).year;
  return formatter(tz, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(date);
}

/** "5 minutes ago", as coarse as a person would say it. */
export function ago(date, now) {
  const minutes = Math.round((now - date) / 60000);
  const say = (n, unit) =>
    n >= 0 ? `${n} ${unit}${n === 1 ? "" : "s"} ago` : `in ${-n} ${unit}${n === -1 ? "" : "s"}`;
  if (Math.abs(minutes) < 1) return "just now";
  if (Math.abs(minutes) < 60) return say(minutes, "minute");
  if (Math.abs(minutes) < 1440) return say(Math.round(minutes / 60), "hour");
  return say(Math.round(minutes / 1440), "day");
}

/** The wall time of an instant in `tz`, as a datetime-local input wants it. */
export function toLocalInput(date, tz) {
  const p = parts(date, tz);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

/** The instant of a wall time ("2026-10-26T10:04") in `tz`; of a time that occurs twice, the first. */
export function fromLocalInput(text, tz) {
  const wanted = Date.parse(`${text.slice(0, 16)}:00Z`);
  if (!Number.isFinite(wanted)) return null;
  let guess = wanted;
  for (let round = 0; round < 3; round += 1) {
    const shown = Date.parse(`${toLocalInput(new Date(guess), tz)}:00Z`);
    guess += wanted - shown;
  }
  return new Date(guess);
}
