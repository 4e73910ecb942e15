"""Filters, sorts and paging of data source queries, as SQL."""
