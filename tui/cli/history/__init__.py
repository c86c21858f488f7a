"""`assay history`: what was sent."""
