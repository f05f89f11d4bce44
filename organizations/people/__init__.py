"""People: their accounts, how they come in, what they log in with, and the keys of their programs."""
