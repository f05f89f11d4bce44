"""Flows in the hot lane: the consumer and its parts, up to what one turn commits."""
