// Reads a JUnit report as a report of CI systems does, and prints what was understood.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "node_modules", "x.js"));
const { parse } = require("test-results-parser");
const told = parse({ type: "junit", files: [process.argv[3]] });
const finite = (part) => Number.isFinite(part.duration);
const cases = told.suites.flatMap((suite) => suite.cases);
console.log(JSON.stringify({
  total: told.total, passed: told.passed, failed: told.failed,
  suites: told.suites.map((suite) => [suite.name, suite.total, suite.failed, suite.errors]),
  cases: Object.fromEntries(cases.map((one) => [one.name, one.status])),
  timed: [told, ...told.suites, ...cases].every(finite),
}));
