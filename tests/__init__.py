"""The suite. What is set here holds before anything of it is imported."""

import gc

# Nearly all that tests make goes with the last reference to it, and nothing of what is collected goes at all:
# with the usual threshold of 700 a third of collecting is spent on walking through it, two fifths in a new
# checkout.
gc.set_threshold(20_000, 20, 20)
