"""The doors out: one provider per protocol, all answering with the same receipts."""
