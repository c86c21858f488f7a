"""A third API, made of one folder: what it gets without any edit of the program."""
