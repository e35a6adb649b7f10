/** Files a person attaches, as the server takes them. */

const LIMIT = 8 * 1024 * 1024;

/** What can be read of the files that were chosen; `refuse(sentence)` hears of each other one, by its name. */
export async function readFiles(chosen, refuse) {
  const read = await Promise.all([...chosen].map((file) => readFile(file).catch((error) => refuse(error.message))));
  return read.filter(Boolean);
}

/** {name, mimetype, content_b64, size} of a File; throws a sentence when it is too large. */
async function readFile(file) {
  if (file.size > LIMIT) throw new Error(`${file.name} is larger than 8 MB.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return {
    name: file.name || "file",
    mimetype: file.type || "application/octet-stream",
    content_b64: btoa(binary),
    size: file.size,
  };
}

/** 12 kB */
export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
