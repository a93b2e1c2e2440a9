"""What moves: the shard step, runs, merges, erasure, publishing."""
