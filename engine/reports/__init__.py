"""What can be seen: people, their time lines, runs, messages and figures, asked in sets."""
