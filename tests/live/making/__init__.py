"""The worlds of `world.py`, one module for each."""
