// @tryfabric/martian for the blocks and @notionhq/client by its baseUrl: the way martian's README publishes,
// with further blocks appended a hundred at a time, which is the API's limit.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";

const require = createRequire(join(process.env.PEER_MODULES, "package.json"));
const { markdownToBlocks } = require("@tryfabric/martian");
const { Client } = require("@notionhq/client");

const notion = new Client({ auth: process.env.PEER_TOKEN, baseUrl: process.env.PEER_URL });
const folder = process.env.PEER_FOLDER;
for (const name of readdirSync(folder).filter((name) => name.endsWith(".md")).sort()) {
  const text = readFileSync(join(folder, name), "utf8");
  const title = text.split("\n", 1)[0].replace(/^# /, "");
  try {
    const blocks = markdownToBlocks(text.slice(text.indexOf("\n") + 1).trim());
    const page = await notion.pages.create({
      parent: { page_id: process.env.PEER_PARENT },
      properties: { title: { title: [{ text: { content: title } }] } },
      children: blocks.slice(0, 100),
    });
    for (let start = 100; start < blocks.length; start += 100) {
      await notion.blocks.children.append({ block_id: page.id, children: blocks.slice(start, start + 100) });
    }
  } catch (error) {
    console.error(`refused: ${title}: ${error.message}`.replace(/\s+/g, " ").slice(0, 300));
  }
}
