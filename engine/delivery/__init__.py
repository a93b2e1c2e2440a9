"""What goes out: the decision to send, its content, and the providers that carry it."""
