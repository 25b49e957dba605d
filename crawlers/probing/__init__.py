"""Recognizes what a site is built with, and drafts a source file from it (listings.md 4, government.md 8)."""
