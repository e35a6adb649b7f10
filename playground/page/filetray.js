/** The files that go with a message: chosen, pasted or dropped, shown as chips that can be taken away again. */

import { fill, h, icon, iconButton } from "./dom.js";
import { readFiles } from "./files.js";
import { notice } from "./notices.js";

/** `changed()` is called whenever there are others. `chips` and `picker` are to be put into the form. */
export function fileTray(area, changed) {
  const chips = h("div", { class: "attachments" });
  const picker = h("input", { type: "file", multiple: true, hidden: true, "aria-label": "Choose files", tabindex: -1 });
  let files = [];

  function set(list) {
    files = list;
    fill(chips, files.map(chip));
    changed();
  }

  function chip(file) {
    const remove = () => {
      set(files.filter((one) => one !== file));
      area.focus();
    };
    return h(
      "span",
      { class: "chip file-chip" },
      icon("file"),
      file.name,
      iconButton("close", `Remove ${file.name}`, { onclick: remove }),
    );
  }

  async function attach(chosen) {
    const read = await readFiles(chosen, notice);
    set([...files, ...read]);
  }

  function taken(event, given) {
    if (!given?.files.length) return;
    event.preventDefault();
    attach(given.files);
  }

  area.addEventListener("paste", (event) => taken(event, event.clipboardData));
  picker.addEventListener("change", () => attach(picker.files).then(() => (picker.value = "")));

  return {
    chips,
    picker,
    set,
    get files() {
      return files;
    },
    choose: () => picker.click(),
    /** Files may be dropped anywhere on the form. */
    listen(form) {
      form.addEventListener("dragover", (event) => event.preventDefault());
      form.addEventListener("drop", (event) => taken(event, event.dataTransfer));
    },
    /** As the server takes them. */
    sendable: () => (files.length ? { files: files.map(({ size, ...file }) => file) } : {}),
  };
}
