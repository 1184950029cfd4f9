"""The reads: each takes an actor and gives frozen values a template can show."""
