"""The sample people written in each source's own format, one module per format."""
