/** Instants as Slack writes them: a message's `ts`, and the placeholders of `<!date^...>`. Pure functions. */

import { ago, formatter, parts, relativeDay } from "../time.js";

/** A Slack `ts` ("1698.000100") as a Date. */
export function fromTs(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

function ordinal(day) {
  const n = Number(day);
  const suffix = n % 100 >= 11 && n % 100 <= 13 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[n % 10] ?? "th");
  return `${n}${suffix}`;
}

/** Fills Slack's date placeholders ({date_short_pretty} and so on); null when the instant is no instant. */
export function slackDate(unix, format, tz, now) {
  const date = new Date(Number(unix) * 1000);
  if (!Number.isFinite(date.getTime())) return null;
  const p = parts(date, tz);
  const name = (options) => formatter(tz, options).format(date);
  const month = name({ month: "long" });
  const shortMonth = name({ month: "short" }).slice(0, 3);
  const plain = {
    date_num: `${p.year}-${p.month}-${p.day}`,
    date_slash: `${p.day}/${p.month}/${p.year}`,
    date: `${month} ${ordinal(p.day)}, ${p.year}`,
    date_short: `${shortMonth} ${Number(p.day)}, ${p.year}`,
    date_long: `${name({ weekday: "long" })}, ${month} ${ordinal(p.day)}, ${p.year}`,
    time: `${p.hour}:${p.minute}`,
    time_secs: `${p.hour}:${p.minute}:${p.second}`,
    ago: ago(date, now),
  };
  const near = relativeDay(date, now, tz);
  return format.replace(/\{([a-z_]+)\}/g, (whole, key, at) => {
    if (key in plain) return plain[key];
    const stem = key === "day_divider_pretty" ? "date_long" : key.replace(/_pretty$/, "");
    if (!key.endsWith("_pretty") || !(stem in plain)) return whole;
    if (!near) return plain[stem];
    return at === 0 ? near : near.toLowerCase();
  });
}
