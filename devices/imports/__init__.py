"""Lists of devices as CSV: `reading.py` (pure) makes rows of bytes, `services.py` makes devices of rows."""
