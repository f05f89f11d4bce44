"""Public links: a dashboard for whoever has the address, as its maker would see it, and nothing else."""
