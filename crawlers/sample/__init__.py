"""An invented world of practitioners in the real sources' formats, and a loopback server for it."""
