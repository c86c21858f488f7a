"""assay: a terminal workbench for HTTP APIs whose secret rides in the URL."""

__version__ = "0.1.0"
