"""Charts outside of the browser: the same figures by Python's plotly, for notebooks and as pages that work alone."""
