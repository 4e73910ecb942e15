// Prints method and path of every endpoint of the official client, one a line: node endpoints.mjs.
import { createRequire } from "node:module";
const require = createRequire(`${process.cwd()}/endpoints.js`);
const names = new Proxy({}, { get: (_, name) => `{${String(name)}}` });
const declared = Object.values(require("@notionhq/client/build/src/api-endpoints"));
const lines = declared
  .filter((item) => item && typeof item.path === "function" && item.method)
  .map((item) => `${item.method.toUpperCase()} /v1/${item.path(names)}`);
process.stdout.write([...new Set(lines)].sort().join("\n"));
