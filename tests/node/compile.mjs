// Compiles JSON Schemas in ajv's strict mode and judges values: reads {schemas: {name: schema}, values: [[name, value]]}.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "node_modules", "x.js"));
const Ajv2020 = require("ajv/dist/2020").default;
const { schemas, values } = JSON.parse(readFileSync(0, "utf8"));
const compiled = {}, refused = {};
for (const [name, schema] of Object.entries(schemas)) {
  try {
    compiled[name] = new Ajv2020({ strict: true }).compile(schema);
  } catch (error) {
    refused[name] = error.message;
  }
}
const valid = values.map(([name, value]) => (name in compiled ? compiled[name](value) : null));
console.log(JSON.stringify({ refused, valid }));
