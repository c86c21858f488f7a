"""Asking kept answers again, without the server."""
