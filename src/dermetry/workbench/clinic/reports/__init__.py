"""Reports to read, print and paste."""
