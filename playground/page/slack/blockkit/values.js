/** What a person has chosen or typed in one message, Home or view: Slack's `state.values`. */

export class Values {
  /** `initial` is a `state.values` the server already knows, after a reload. */
  constructor(initial = {}) {
    this.blocks = new Map();
    for (const [block, actions] of Object.entries(initial ?? {})) {
      for (const [action, value] of Object.entries(actions)) this.set(block, action, value);
    }
  }

  get(block, action) {
    return this.blocks.get(block)?.get(action);
  }

  set(block, action, value) {
    if (!this.blocks.has(block)) this.blocks.set(block, new Map());
    this.blocks.get(block).set(action, value);
  }

  /** Only what is on the view now: answers to fields that an update removed are not sent. */
  keep(present) {
    for (const [block, actions] of this.blocks) {
      for (const action of actions.keys()) if (!present.has(`${block}\n${action}`)) actions.delete(action);
      if (!actions.size) this.blocks.delete(block);
    }
  }

  toJSON() {
    return Object.fromEntries([...this.blocks].map(([block, actions]) => [block, Object.fromEntries(actions)]));
  }
}

const STATEFUL = new Set([
  "plain_text_input",
  "email_text_input",
  "url_text_input",
  "number_input",
  "rich_text_input",
  "datepicker",
  "timepicker",
  "datetimepicker",
  "radio_buttons",
  "checkboxes",
  "file_input",
  "static_select",
  "external_select",
  "users_select",
  "conversations_select",
  "channels_select",
  "multi_static_select",
  "multi_external_select",
  "multi_users_select",
  "multi_conversations_select",
  "multi_channels_select",
]);

/** The elements of a block that carry a value, wherever they stand in it. */
export function statefulElements(block) {
  const elements = [block.element, block.accessory, ...(block.type === "actions" ? (block.elements ?? []) : [])];
  return elements.filter((element) => element && STATEFUL.has(element.type));
}

const MULTI = {
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  multi_users_select: "selected_users",
  multi_conversations_select: "selected_conversations",
  multi_channels_select: "selected_channels",
  checkboxes: "selected_options",
};
const SINGLE = {
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  channels_select: ["selected_channel", "initial_channel"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};

/** Which key of the payload carries this kind of element's answer. */
export function valueKey(type) {
  return (
    MULTI[type] ??
    SINGLE[type]?.[0] ??
    (type === "file_input" ? "files" : type === "rich_text_input" ? "rich_text_value" : "value")
  );
}

/** The value an element begins with, from its initial_* settings. */
export function initialValue(element) {
  const { type } = element;
  const key = valueKey(type);
  if (type in MULTI) return { type, [key]: element[key.replace("selected_", "initial_")] ?? [] };
  if (type in SINGLE) return { type, [key]: element[SINGLE[type][1]] ?? null };
  if (type === "file_input") return { type, files: [] };
  return { type, [key]: element.initial_value ?? null };
}

export function isEmpty(value) {
  if (!value) return true;
  const answer = value[valueKey(value.type)];
  return (
    answer === null ||
    answer === undefined ||
    (typeof answer === "string" && answer.trim() === "") ||
    (Array.isArray(answer) && answer.length === 0)
  );
}

/** What Slack's own client says of one input before it sends the form; null when all is well. */
export function complaint(block, value) {
  const { element } = block;
  if (isEmpty(value)) return block.optional ? null : "Please complete this required field.";
  const answer = value[valueKey(value.type)];
  if (typeof answer === "string") {
    const length = [...answer].length;
    if (element.min_length && length < element.min_length)
      return `Please enter at least ${element.min_length} characters.`;
    if (element.max_length && length > element.max_length)
      return `Please enter at most ${element.max_length} characters.`;
    if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@]+$/.test(answer))
      return "Please enter a valid e-mail address.";
    if (element.type === "url_text_input" && !URL.canParse(answer))
      return "Please enter a valid URL, such as https://example.com.";
    if (element.type === "number_input") return numberComplaint(element, answer);
  }
  if (Array.isArray(answer) && element.max_selected_items && answer.length > element.max_selected_items) {
    return `Please choose at most ${element.max_selected_items}.`;
  }
  return null;
}

function numberComplaint(element, answer) {
  const number = Number(answer);
  if (!Number.isFinite(number)) return "Please enter a number.";
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Please enter a whole number.";
  if (element.min_value !== undefined && number < Number(element.min_value))
    return `Please enter ${element.min_value} or more.`;
  if (element.max_value !== undefined && number > Number(element.max_value))
    return `Please enter ${element.max_value} or less.`;
  return null;
}
