"""Arithmetic, times, texts and ports that many blocks have in common."""
