"""What words and marks within a line mean: the vocabulary, identifiers, limits, duties."""
