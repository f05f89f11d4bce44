"""What `manage.py dashboards` can do: one file each, with `help`, `arguments(parser)` and `run(options, say)`."""
