"""`python -m crawlers [source …]`: the crawl command, with an exit status that tells whether it went well."""

import sys

from crawlers.registry import sources

if __name__ == "__main__":
    # `scrapy crawl` exits 0 even when the spider died at its start; the command line of the product does not.
    import subprocess

    names = sys.argv[1:] or [name for name, kind in sources().items() if kind.crawlable() and not kind.regional]
    sys.exit(subprocess.call([sys.executable, "-m", "directory.cli", "crawl", *names]))
