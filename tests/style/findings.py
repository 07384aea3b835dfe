"""How the checks of this folder end: one finding a line, how many there are, and status 1 when there is any."""

import pathlib
import sys
from typing import Callable


def report(check: Callable[[pathlib.Path], list]) -> int:
    """Of the folder that the command line names, else of the project."""
    findings = check(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2])
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings")
    return 1 if findings else 0
