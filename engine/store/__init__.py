"""What is remembered: the schema, transactions, the event log and the outbox."""
