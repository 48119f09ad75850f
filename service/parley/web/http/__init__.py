"""Requests and responses: who asks, formats, versions, what is sent beside an answer, and how the service runs."""
