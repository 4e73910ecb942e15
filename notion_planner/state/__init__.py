"""What is remembered in Notion itself: of a plan, of its runs, and of many specifications."""
