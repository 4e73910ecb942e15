"""What people set in a plan, and what is wrong with it."""
