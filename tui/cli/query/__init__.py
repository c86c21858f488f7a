"""`assay query`: SQL and saved queries."""
