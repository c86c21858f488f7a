"""The parts of the signature panel."""
