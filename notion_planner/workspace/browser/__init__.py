"""The workspace to look at in a browser: server-rendered, with the small edits that a person makes."""
