"""An editor for texts of code."""
