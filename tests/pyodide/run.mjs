// Runs a Python program in Pyodide: node run.mjs FOLDER_WITH_NODE_MODULES PROGRAM NAME=FOLDER...
// Each named folder is seen by the program as /NAME. What it prints goes to standard output.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [packages, program, ...folders] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${packages}/node_modules/pyodide/pyodide.mjs`).href);
const pyodide = await loadPyodide();
for (const folder of folders) {
  const [name, root] = folder.split("=");
  pyodide.FS.mkdir(`/${name}`);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root }, `/${name}`);
}
pyodide.runPython(readFileSync(program, "utf8"));
