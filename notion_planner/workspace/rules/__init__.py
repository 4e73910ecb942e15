"""What Notion accepts in a request, and the form in which it is kept."""
