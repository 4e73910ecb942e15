"""Which sections a document has, what each is about, and what kind of document that makes."""
