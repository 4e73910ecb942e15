"""What is asked for, sorted: by story, topic and slice, and what waits for what."""
