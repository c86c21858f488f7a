"""`assay profile`: profiles and their secrets."""
