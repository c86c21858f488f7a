"""The words every room speaks: plain frozen data, protocols and pure functions.

Nothing here opens a file, reads a clock or the environment, or imports a third-party library.
"""
