"""Sending a draft, recording it, and sending again what came too often."""
