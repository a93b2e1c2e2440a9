"""Campaigns: one-off pushes to an audience, taken as a set and page by page."""
