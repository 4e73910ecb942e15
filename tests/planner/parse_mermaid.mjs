// Parses Mermaid texts (a JSON array on stdin) with the official parser; prints one error or null for each.
// In one piece, as browsers load it: its hundreds of modules take longer to find than to run. What cleans titles
// before they are drawn wants a document to begin with, and without `implementation` there leaves them alone.
globalThis.window = { document: { nodeType: 9, createElement() {} }, Element: class {} };
const { default: mermaid } = await import("mermaid/dist/mermaid.esm.min.mjs");
const texts = JSON.parse(await new Response(process.stdin).text());
const found = [];
for (const text of texts) {
  found.push(await mermaid.parse(text).then(() => null, (error) => String(error)));
}
console.log(JSON.stringify(found));
