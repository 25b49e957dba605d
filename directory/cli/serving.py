"""The command that opens the dashboard."""

import os
import sys
from typing import Annotated

import typer

from directory.cli.application import app
from directory.cli.console import UNHEALTHY, err, fail
from directory.cli.stores import store
from directory.loopback import LOOPBACK
from directory.vocabulary import Audience


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free one.")] = 8501,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    coordinator: Annotated[
        bool, typer.Option("--coordinator", help="Show what only coordinators may see; this machine only.")
    ] = False,
) -> None:
    """Open the dashboard. Patients' view unless --coordinator, which listens on this machine only."""
    if coordinator and host not in LOOPBACK:
        fail("--coordinator shows what must not be public: it listens on 127.0.0.1 only")
    with store():
        pass
    serve_at(host, port, Audience.COORDINATOR if coordinator else Audience.PATIENT)


def serve_at(host: str, port: int, audience: Audience, *, show: bool = False) -> None:
    import logging
    import socket
    import threading
    import webbrowser

    import uvicorn

    os.environ["NEEDLEPROOF_AUDIENCE"] = audience.value
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            fail(f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port", UNHEALTHY)
        address = f"http://{host}:{listener.getsockname()[1]}/"
        err.print(f"Open {address} (stop with Ctrl+C)", highlight=False)
        if show and sys.stdin.isatty():  # somebody is there to see it
            threading.Timer(2.0, webbrowser.open, [address]).start()
        # No access log: it would hold the names that people search for. Streamlit gives the logger a new handler.
        logging.getLogger("uvicorn.access").disabled = True
        # Its other log names each visitor's address; Streamlit sets the level of that one back, a filter stays.
        logging.getLogger("uvicorn.error").addFilter(lambda record: record.levelno >= logging.WARNING)
        server = uvicorn.Server(uvicorn.Config("dashboard:app", log_level="warning", access_log=False, log_config=None))
        server.run(sockets=[listener])
