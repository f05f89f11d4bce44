"""HTTP of what stands beside flows themselves: credentials, failed calls, notifications, traces and the like."""
