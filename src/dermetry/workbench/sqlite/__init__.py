"""Django's SQLite backend on the SQLite that the ``sqlcipher3`` wheel brings along.

That build is newer than the one of most systems (free of the WAL-reset fault of 3.7.0 to
3.51.2) and can encrypt the file, which a later release switches on here and nowhere else.
"""
