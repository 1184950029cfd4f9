"""The web front door: pages for the clinic on top of the library.

Comes in: HTTP.  Goes out: pages, and rows in one database.  Who calls: the command line's
``serve`` and ``demo``.  Inside, from the top: ``urls``, ``clinic`` (pages), ``jobs`` (work
done beside the pages), ``casenotes`` (tables, the mapping to and from ``Case``, actions =
writes, queries = reads), ``accounts`` (users, roles, sites), ``settings``.  A page makes one
call; a template gets values; every write goes through an action and leaves its audit entry in
the same transaction.  The only room that knows Django.
"""
