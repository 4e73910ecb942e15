"""What takes items of one kind each out of the sections."""
