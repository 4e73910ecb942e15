"""What a door can ask for: each reads, decides and writes, in that order."""
