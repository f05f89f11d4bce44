"""Talking to web servers: requests, credentials, tokens, and looking into answers."""
