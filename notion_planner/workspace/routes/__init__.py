"""One module a resource of the API: from a request to the store and back to Notion's shapes."""
