#!/usr/bin/env python3
"""The release program as it is built: position independent, relocations read-only and bound at the start, no executable stack,
stack protector, fortified calls, and no name of a folder of the machine that built it.

    python3 -B tests/style/hardened.py PROGRAM
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def read_elf(program: str, *options: str) -> str:
    return subprocess.run(["readelf", "-W", *options, program], capture_output=True, text=True, check=True).stdout


def faults_of(program: str) -> list:
    header, segments, dynamic = read_elf(program, "-h"), read_elf(program, "-l"), read_elf(program, "-d")
    symbols = read_elf(program, "--dyn-syms")
    faults = []
    if not re.search(r"Type:\s+DYN", header):
        faults.append("is not position independent")
    if "GNU_RELRO" not in segments or not re.search(r"BIND_NOW|FLAGS.*NOW", dynamic):
        faults.append("can have its relocations overwritten (no full RELRO)")
    if re.search(r"GNU_STACK.*\bRWE\b", segments):
        faults.append("has an executable stack")
    if "__stack_chk_fail" not in symbols:
        faults.append("has no stack protector")
    if not re.search(r"__\w+_chk\b", symbols.replace("__stack_chk_fail", "")):
        faults.append("calls nothing fortified")
    if str(ROOT).encode() in pathlib.Path(program).read_bytes():
        faults.append(f"names the folder that it was built in ({ROOT})")
    return faults


def main() -> int:
    faults = faults_of(sys.argv[1])
    for fault in faults:
        print(f"{sys.argv[1]} {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
