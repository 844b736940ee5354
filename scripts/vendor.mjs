// Copies the front end's parts from node_modules to src/halfhour/web/static/vendor.
//
// What is copied is listed in package.json under "halfhour.vendor". Each part brings its licence;
// pointers to source maps (which are not shipped) are taken out, and fonts are kept as woff2 only.
// `--check` copies nothing and fails when a file is missing or differs.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, "src/halfhour/web/static/vendor");
const parts = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).halfhour.vendor;

function shipped(path) {
  const bytes = readFileSync(path);
  if (path.endsWith(".woff2")) return bytes;
  let text = bytes.toString("utf8");
  text = text.replace(/^\s*\/\/[#@] sourceMappingURL=.*$/gm, "");
  text = text.replace(/\/\*[#@] sourceMappingURL=.*?\*\//g, "");
  if (path.endsWith(".css")) {
    text = text.replace(/,\s*url\([^)]*\)\s*format\("(woff|truetype)"\)/g, "");
    text = text.replace(/(\.woff2)\?[^")]*/g, "$1");
  }
  return Buffer.from(text, "utf8");
}

function* wanted() {
  for (const [name, part] of Object.entries(parts)) {
    const from = join(root, "node_modules", name);
    if (!existsSync(from)) throw new Error(`${name} is not installed: run npm ci first`);
    for (const file of part.files) {
      const place = part.keep ? relative(part.keep, file) : basename(file);
      yield [join(part.to, place), shipped(join(from, file))];
    }
    const licence = part.licence.startsWith("scripts/") ? join(root, part.licence) : join(from, part.licence);
    yield [join(part.to, "LICENSE.txt"), readFileSync(licence)];
    if (part.notice) yield [join(part.to, "NOTICE.txt"), readFileSync(join(from, part.notice))];
  }
}

function main() {
  const files = [...wanted()];
  if (process.argv.includes("--check")) {
    const stale = files.filter(([place, content]) => {
      const path = join(target, place);
      return !existsSync(path) || !readFileSync(path).equals(content);
    });
    for (const [place] of stale) console.error(`missing or out of date: ${place}`);
    process.exitCode = stale.length ? 1 : 0;
    return;
  }
  rmSync(target, { recursive: true, force: true });
  for (const [place, content] of files) {
    const path = join(target, place);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  console.log(`${files.length} files copied to ${relative(root, target)}`);
}

main();
