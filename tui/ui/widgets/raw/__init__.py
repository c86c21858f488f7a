"""Bytes as they came."""
