"""`python -m accord.app`: the command line where the script `accord` is not on the path."""

from .cli import main

main()
