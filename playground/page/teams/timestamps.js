/** {{DATE(...)}} and {{TIME(...)}} in a card's words, in the reader's own zone. Pure. */

const STAMP = /\{\{(DATE|TIME)\(\s*([^,)\s]+)\s*(?:,\s*(\w+)\s*)?\)\}\}/g;
const DAYS = {
  COMPACT: { day: "numeric", month: "numeric", year: "numeric" },
  SHORT: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  LONG: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
};

/** What is no time stays as it was written. */
export function stamps(text, tz) {
  return text.replace(STAMP, (whole, kind, written, form) => {
    const instant = new Date(written);
    if (Number.isNaN(instant.getTime())) return whole;
    const options =
      kind === "TIME"
        ? { hour: "2-digit", minute: "2-digit", hour12: true }
        : (DAYS[(form ?? "COMPACT").toUpperCase()] ?? DAYS.COMPACT);
    // the formatter's narrow space would be drawn as a wide one beside digits
    return new Intl.DateTimeFormat("en-US", { timeZone: tz, ...options }).format(instant).replaceAll("\u202f", " ");
  });
}
