/** The select menus: static, external (searched at the app), people, conversations and channels; one or several. */

import { combobox } from "../../combobox.js";
import { change } from "./elements.js";
import { textString } from "./text.js";
import { valueKey } from "./values.js";

export function renderSelect(element, block, ctx) {
  const multi = element.type.startsWith("multi_");
  const kind = element.type.replace(/^multi_/, "").replace(/_select$/, "");
  const source = sources[kind](element, block, ctx);
  const key = valueKey(element.type);
  const stored = ctx.values.get(block.block_id, element.action_id)?.[key];
  const chosen = (multi ? (stored ?? []) : [stored]).filter(Boolean).map(source.show);
  const box = combobox({
    id: ctx.controlId,
    labelledBy: ctx.labelledBy,
    label: textString(element.placeholder) || "Choose",
    describedBy: ctx.describedBy,
    invalid: ctx.invalid,
    required: ctx.required,
    autofocus: element.focus_on_load,
    placeholder: textString(element.placeholder) || (multi ? "Select options" : "Select an option"),
    multi,
    max: element.max_selected_items,
    clearable: multi || block.type !== "input" || block.optional,
    selected: chosen,
    minQuery: kind === "external" ? (element.min_query_length ?? 3) : 0,
    load: source.load,
    remote: kind === "external",
    onchange: (items) => {
      const answers = items.map(source.read);
      return change(element, block, ctx, { [key]: multi ? answers : (answers[0] ?? null) }, box.node);
    },
  });
  return box.node;
}

const fromOption = (option) => ({
  value: option.value,
  label: textString(option.text),
  detail: textString(option.description),
  option,
});
const ofOptions = { show: fromOption, read: (item) => item.option };

function toGroups(source) {
  if (source.option_groups?.length)
    return source.option_groups.map((group) => ({
      label: textString(group.label),
      items: (group.options ?? []).map(fromOption),
    }));
  return [{ label: "", items: (source.options ?? []).map(fromOption) }];
}

function filtered(groups, query) {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return groups;
  const hit = (item) => `${item.label} ${item.detail ?? ""}`.toLowerCase().includes(wanted);
  return groups.map((group) => ({ ...group, items: group.items.filter(hit) })).filter((group) => group.items.length);
}

const sources = {
  static: (element) => ({ ...ofOptions, load: async (query) => filtered(toGroups(element), query) }),
  external: (element, block, ctx) => ({
    ...ofOptions,
    load: async (query) => toGroups(await ctx.options(block.block_id, element.action_id, query)),
  }),
  users: (_element, _block, ctx) => ({
    show: (id) => person(ctx.world, id),
    read: (item) => item.value,
    load: async (query) =>
      filtered([{ label: "", items: [...ctx.world.people.keys()].map((id) => person(ctx.world, id)) }], query),
  }),
  conversations: (element, _block, ctx) => places(element, ctx, element.filter?.include),
  channels: (element, _block, ctx) => places(element, ctx, ["public"]),
};

function person(world, id) {
  const known = world.people.get(id);
  return { value: id, label: known?.real_name ?? id, detail: known?.title ?? "" };
}

function places(_element, ctx, include) {
  const kindOf = (channel) => (channel.is_im ? "im" : channel.is_private ? "private" : "public");
  const show = (id) => {
    const channel = ctx.world.channels.get(id);
    if (!channel) return { value: id, label: id };
    return { value: id, label: channel.is_im ? person(ctx.world, channel.user).label : `#${channel.name}` };
  };
  const known = [...ctx.world.channels.values()].filter(
    (channel) => !channel.is_archived && (!include || include.includes(kindOf(channel))),
  );
  return {
    show,
    read: (item) => item.value,
    load: async (query) => filtered([{ label: "", items: known.map((channel) => show(channel.id)) }], query),
  };
}
