"""The same work done by this product and by tools that publish Markdown to Notion."""
