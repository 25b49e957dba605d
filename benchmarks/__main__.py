"""`python -m benchmarks`: all of them, one after the other."""

import subprocess
import sys

NAMES = (
    "ingest",
    "crawl",
    "recrawl",
    "readers",
    "linking",
    "judging",
    "reports",
    "search",
    "name_search",
    "dashboard",
    "plain_pages",
    "export",
    "roster",
)

if __name__ == "__main__":
    sys.exit(max(subprocess.call([sys.executable, "-m", f"benchmarks.{name}"]) for name in NAMES))
