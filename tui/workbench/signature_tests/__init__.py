"""Tests of signature verification: what a sign covers, whether replays are noticed, what is refused.

Every test says beforehand how many calls it makes, sends each once, and is driven row by row, so that a
front end can show how it goes and stop it.
"""
