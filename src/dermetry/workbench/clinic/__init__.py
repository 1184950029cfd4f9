"""The staff's pages, one package per screen.

Comes in: requests the gate let through, with ``request.actor``.  Goes out: pages.  Who calls:
``urls``.  A view checks input with a form, makes one call to casenotes or jobs, renders values.
"""
