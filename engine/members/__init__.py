"""Who logs in: passwords, second factors, sessions, members of workspaces, one-time links."""
