/** file_input: files are read here and travel with the form as base64. */

import { h, icon, iconButton } from "../../dom.js";
import { readFiles } from "../../files.js";
import { notice } from "../../notices.js";
import { controlProps } from "./input.js";

export function renderFile(element, block, ctx) {
  const max = element.max_files ?? 10;
  const current = () => ctx.values.get(block.block_id, element.action_id)?.files ?? [];
  const list = h("ul", { class: "chosen-files" });
  const input = h("input", {
    ...controlProps(ctx, element, "Files"),
    type: "file",
    class: "file-control",
    multiple: max > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(","),
  });
  const draw = () =>
    list.replaceChildren(
      ...current().map((file, index) =>
        h(
          "li",
          null,
          icon("file"),
          h("span", null, file.name),
          iconButton("close", `Remove ${file.name}`, {
            onclick: () => store(current().filter((_, at) => at !== index)),
          }),
        ),
      ),
    );
  const store = (files) => {
    ctx.values.set(block.block_id, element.action_id, { type: element.type, files });
    ctx.touched?.(block.block_id);
    draw();
  };
  input.addEventListener("change", async () => {
    const fresh = await readFiles(input.files, notice);
    input.value = "";
    store([...current(), ...fresh].slice(0, max));
  });
  draw();
  return h("div", { class: "file-input" }, input, list);
}
