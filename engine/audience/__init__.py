"""Who: identities, people, devices, push status, reach and segments."""
