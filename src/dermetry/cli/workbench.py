"""``dermetry serve`` and ``dermetry demo``: the workbench in the browser."""

import importlib
import os
import socket
from pathlib import Path
from typing import Annotated, Any

import typer

from dermetry.cli import output
from dermetry.errors import EnvironmentUnfit

SERVE_EPILOG = """
**Example**

`dermetry serve --home /srv/dermetry` — the clinic's data stand in that folder
"""
DEMO_EPILOG = """
**Example**

`dermetry demo --port 8080` — a made-up clinic at http://127.0.0.1:8080
"""
Home = Annotated[Path, typer.Option(help="The folder that holds all data of the clinic.")]
Host = Annotated[str, typer.Option(help="Address to serve; only this machine by default.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to serve.")]


class WorkbenchNotInstalled(EnvironmentUnfit):
    """The packages of the workbench are not installed."""


class PortTaken(EnvironmentUnfit):
    """Another program serves this port."""


def register(app: typer.Typer) -> None:
    """Add these subcommands to the command line."""
    app.command("serve", epilog=SERVE_EPILOG)(serve)
    app.command("demo", epilog=DEMO_EPILOG)(demo)


def load(name: str, home: Path) -> Any:
    """Import a module of the workbench; says what to install where it is missing."""
    os.environ["DERMETRY_HOME"] = str(home.absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "dermetry.workbench.settings"
    try:
        return importlib.import_module(f"dermetry.workbench.{name}")
    except ModuleNotFoundError as error:
        raise WorkbenchNotInstalled(
            f"The workbench needs the package {error.name}, which is not installed",
            why="the library and the other commands work without it",
            next_step="install it with: pip install 'dermetry[web]'",
        ) from error


def check_port(host: str, port: int) -> None:
    """Raise PortTaken when something listens there already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"{host}:{port} cannot be served: {error.strerror or error}",
                why="another program, perhaps another workbench, uses it",
                next_step="stop that program, or name another port with --port",
            ) from error


def serve(
    home: Home = Path("dermetry-home"),
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Web server processes.")] = 2,
) -> None:
    """Serve the workbench: the clinic's daily tool in the browser.

    The first start makes the data folder and one administrator, with a one-time password.
    """
    module = load("serve", home)
    check_port(host, port)
    module.prepare()
    module.check_address(host)
    first = module.first_administrator()
    if first:
        say(f"First start. User: [bold]{first[0]}[/bold]   one-time password: {first[1]}")
    say(f"dermetry is at http://{host}:{port}   (Ctrl-C stops it; data in {home})")
    module.serve(host=host, port=port, workers=workers)


def demo(
    home: Home = Path("dermetry-demo"),
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Web server processes.")] = 2,
) -> None:
    """Fill a made-up clinic and serve it: two sites, a dozen patients, every role.

    No real person is shown; every photograph is rendered. Run again, it goes on where you
    left it; take the folder away to start anew.
    """
    os.environ["DERMETRY_IS_DEMO"] = "true"
    module = load("serve", home)
    check_port(host, port)
    say(f"Preparing the demo clinic in {home} ...")
    module.prepare()
    with output.progress("Filling the demo clinic") as step:
        users, password = module.fill_demo(on_progress=step)
    say(f"DEMO clinic at [bold]http://{host}:{port}[/bold]   (Ctrl-C stops it; data in {home})")
    for user in users:
        say(f"  {user.username:<14} {user.role_name:<20} {user.full_name}")
    say(f"One-time password of all of them: [bold]{password}[/bold]")
    module.serve(host=host, port=port, workers=workers)


def say(text: str) -> None:
    """Print a line at once, also where the output is a file."""
    output.out.print(text, soft_wrap=True)
    output.out.file.flush()
