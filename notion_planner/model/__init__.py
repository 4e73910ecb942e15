"""The frozen values that cross boundaries: document, specification, plan, change set, report."""
