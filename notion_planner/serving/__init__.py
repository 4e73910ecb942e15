"""`serve` and `worker`: the doors of a server, and those who do the work behind them."""
