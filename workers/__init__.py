"""What runs: the Dramatiq broker and actors, the bell, the APScheduler ticker; almost no code."""
