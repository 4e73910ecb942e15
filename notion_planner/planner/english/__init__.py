"""Says in English what a specification asks for: titles, names, phrases."""
