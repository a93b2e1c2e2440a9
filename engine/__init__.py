"""What happens and is remembered: tables, transactions, people, runs, the outbox, providers."""
