"""From a text as it was typed or pasted to a tree of blocks."""
