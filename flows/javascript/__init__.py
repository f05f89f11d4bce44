"""Scripts of users in JavaScript.

Blocks use `client.py`; `host.py` is a process of its own, with `prelude.js` in it.
"""
