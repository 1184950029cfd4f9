"""The visit, step by step, from the identity check to the signature."""
