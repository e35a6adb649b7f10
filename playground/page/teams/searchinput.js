/** A card's field that is searched rather than scrolled: choices of its own, people, or what the app answers. */

import { combobox } from "../combobox.js";

const AC = window.AdaptiveCards;

export const SEARCH = "Page.Search";

const item = (choice) => ({ value: String(choice.value), label: choice.title });

class SearchInput extends AC.Input {
  getJsonTypeName() {
    return SEARCH;
  }

  internalParse(source, context) {
    super.internalParse(source, context);
    this.source = source;
    const given = String(source.value ?? "")
      .split(",")
      .filter(Boolean);
    const known = new Map((source.choices ?? []).map((choice) => [String(choice.value), item(choice)]));
    this.chosen = given.map((value) => known.get(value) ?? remembered.get(value) ?? { value, label: value });
  }

  internalRender() {
    const { source } = this;
    const { node, input } = combobox({
      label: source.label ?? source.placeholder ?? "Search",
      labelledBy: this.getAllLabelIds().join(" ") || null,
      placeholder: source.placeholder ?? "Search",
      multi: Boolean(source.isMultiSelect),
      clearable: !source.isRequired,
      required: source.isRequired,
      remote: Boolean(source["choices.data"]),
      selected: this.chosen,
      load: (words) => this.choices(words),
      onchange: async (chosen) => {
        this.chosen = chosen;
        for (const one of chosen) remembered.set(one.value, one);
        this.valueChanged();
        return true;
      },
    });
    this.field = input;
    return node;
  }

  async choices(words) {
    const wanted = words.trim().toLowerCase();
    const fits = (one) => one.label.toLowerCase().includes(wanted) || wanted === this.chosen[0]?.label.toLowerCase();
    const own = (this.source.choices ?? []).map(item).filter(fits);
    const asks = this.source["choices.data"] && this.source.search;
    const found = asks ? (await this.source.search(this.id, wanted)).map(item) : [];
    const all = new Map([...own, ...found].map((one) => [one.value, one]));
    return all.size ? [{ label: "", items: [...all.values()] }] : [];
  }

  updateInputControlAriaLabelledBy() {
    const ids = this.getAllLabelIds().join(" ");
    if (this.field && ids) this.field.setAttribute("aria-labelledby", ids);
  }

  focus() {
    this.field?.focus();
  }

  isSet() {
    return this.chosen.length > 0;
  }

  isDirty() {
    return false;
  }

  get value() {
    return this.chosen.length ? this.chosen.map((one) => one.value).join(",") : undefined;
  }
}

const remembered = new Map(); // labels of what was chosen, by value: a redraw has values only

AC.GlobalRegistry.elements.register(SEARCH, SearchInput);
