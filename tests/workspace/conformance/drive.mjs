// The official JavaScript client drives the steps against a served workspace: node drive.mjs URL TOKEN STEPS.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [address, token, file] = process.argv.slice(2);
const require = createRequire(`${process.cwd()}/drive.js`);
const { Client, LogLevel } = require("@notionhq/client");
const notion = new Client({
  auth: token,
  baseUrl: address,
  notionVersion: "2026-03-11",
  logLevel: LogLevel.ERROR,
  retry: false,
});
const known = {};
const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const at = (value, path) => path.split(".").reduce((inner, key) => inner?.[key], value);
const filled = (value) =>
  JSON.parse(JSON.stringify(value).replace(/\$([a-z]+)/g, (_, name) => known[name] ?? `missing ${name}`));

const outcome = {};
for (const step of JSON.parse(readFileSync(file, "utf8"))) {
  try {
    const path = (step.js ?? camel(step.call)).split(".");
    const owner = path.slice(0, -1).reduce((inner, key) => inner[key], notion);
    const found = await owner[path.at(-1)](filled(step.args));
    for (const [name, where] of Object.entries(step.save ?? {})) known[name] = at(found, where);
    const wrong = Object.entries(step.expect).filter(([key, value]) => found[key] !== value);
    outcome[step.endpoint] = wrong.length ? `differs: ${JSON.stringify(wrong)}` : "works";
  } catch (error) {
    outcome[step.endpoint] = `differs: ${error.code ?? ""} ${error.message}`;
  }
}
console.log(JSON.stringify(outcome));
