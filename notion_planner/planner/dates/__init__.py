"""When what happens: working days, people, deadlines."""
