"""What an operator types: the commands that need no web and no workers."""
