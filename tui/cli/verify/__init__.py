"""`assay verify`: signatures, one and in series. One file a command."""
