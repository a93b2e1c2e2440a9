"""What a journey is and what it decides: pure, told the time and the luck."""
