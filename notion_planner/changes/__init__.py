"""What should stand in Notion, and what is to be changed for it. Pure."""
