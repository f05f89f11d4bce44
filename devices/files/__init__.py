"""Files for devices and from them.

Start at `places.py` (whose a file is), `services.py` (what devices do) and `editing.py` (what people do).
"""
