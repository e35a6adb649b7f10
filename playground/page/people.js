/** People to choose from: to be one of them, or to write to them. */

import { avatar } from "./avatar.js";
import { openPicker } from "./picker.js";

/** People by what they do, so colleagues stand together; those without any stand in one group of their own. */
export function peopleGroups(people) {
  const teams = new Map();
  for (const person of [...people].filter((one) => !one.is_bot)) {
    const team = (person.title ?? "")
      .split(/[,·(–-]\s*|\s+-\s+/)[0]
      .replace(/\s+lead$/i, "")
      .trim();
    if (!teams.has(team)) teams.set(team, []);
    teams.get(team).push({
      value: person.id,
      label: person.real_name,
      detail: person.title,
      keywords: person.handle,
      lead: () => avatar(person, "small"),
    });
  }
  const alone = [...teams].filter(([team, items]) => !team || items.length === 1).flatMap(([, items]) => items);
  const groups = [...teams]
    .filter(([team, items]) => team && items.length > 1)
    .map(([label, items]) => ({ label, items }));
  return alone.length ? [{ label: groups.length ? "Colleagues" : "", items: alone }, ...groups] : groups;
}

/** Lets one be somebody else. `here(id)` is this client's own address as that person, `whole(id)` the whole page's. */
export function chooseWhoToBe({ people, current, here, whole }) {
  openPicker({
    title: "Be somebody else",
    placeholder: "Search people by name or role",
    hint: "Enter switches this tab. Ctrl + Enter opens a new tab as that person.",
    groups: peopleGroups(people),
    current,
    onpick: (item, event) => {
      if (event?.ctrlKey || event?.metaKey) open(whole(item.value), "_blank", "noopener");
      else if (item.value !== current) location.assign(here(item.value));
    },
  });
}
