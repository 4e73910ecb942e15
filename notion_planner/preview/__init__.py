"""How a decided change is shown, kept in a file and recognised again. Pure."""
