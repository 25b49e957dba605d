"""The command that opens the dashboard."""

import sys
from typing import Annotated

import typer
from sqlmodel import Session

from directory.accounts import any_account, first_start
from directory.cli.application import app
from directory.cli.console import UNHEALTHY, err, fail
from directory.cli.stores import store
from directory.config import config


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free one.")] = 8501,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Open the dashboard. Coordinators sign in; the first time it prints the address that makes the first account."""
    with store() as (_, engine), Session(engine) as session:
        first = not any_account(session)
    serve_at(host, port, first=first)


def serve_at(host: str, port: int, *, first: bool, show: bool = False) -> None:
    """``first``: there is no account yet, and whoever reads the terminal makes one."""
    import logging
    import socket
    import threading
    import webbrowser

    import uvicorn

    config()  # what is wrong with the settings is told here, not with each request
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            fail(f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port", UNHEALTHY)
        address = f"http://{host}:{listener.getsockname()[1]}/"
        err.print(f"Open {address} (stop with Ctrl+C)", highlight=False)
        if first:
            made_at = f"{address}sign-in/first?code={first_start.code()}"
            err.print(f"For the coordinators' desk, make the first account: {made_at}", highlight=False, soft_wrap=True)
        if show and sys.stdin.isatty():  # somebody is there to see it
            threading.Timer(2.0, webbrowser.open, [address]).start()
        # No access log: it would hold the names that people search for. Streamlit gives the logger a new handler.
        logging.getLogger("uvicorn.access").disabled = True
        # Its other log names each visitor's address; Streamlit sets the level of that one back, a filter stays.
        logging.getLogger("uvicorn.error").addFilter(lambda record: record.levelno >= logging.WARNING)
        server = uvicorn.Server(
            uvicorn.Config(
                "dashboard:app",
                log_level="warning",
                access_log=False,
                log_config=None,
                # Left alone it believes whatever comes from this machine, a tunnel's visitors included: the
                # application reads what proxies say (`forwarded.OurProxies`).
                proxy_headers=False,
            )
        )
        server.run(sockets=[listener])
