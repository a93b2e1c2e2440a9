"""What comes from elsewhere in files: read row by row, each faulty row refused alone."""
