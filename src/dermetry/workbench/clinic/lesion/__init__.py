"""One lesion across visits, and the photographs behind its numbers."""
