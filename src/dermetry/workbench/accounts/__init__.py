"""Users, sites and roles: who someone is and what the role may do.

Comes in: a request's user.  Goes out: ``Actor``, the plain value every action and query takes.
Who calls: casenotes, jobs, clinic.  *Who may* stands in ``roles`` as one table; *where* (the
site) is enforced by ``casenotes.scope``.
"""
