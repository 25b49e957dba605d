"""`python -m directory.cli`: the same as `needleproof`."""

from directory.cli import main

main()
