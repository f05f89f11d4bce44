"""Calls that take a while: waiting, performed, tried again, failed."""
