"""Run the command line with ``python -m dermetry``."""

from dermetry.cli.app import main

main()
