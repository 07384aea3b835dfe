"""Small ways to break C++ by its text: what a line could say instead. PURE.

Comments, strings, preprocessor lines, declarations of templates and checks of the compiler are left alone: breaking these
either changes nothing or does not build. Each mutant replaces one token, or drops one statement.
"""

import dataclasses
import re

# What one token becomes. Where a sign may be of a template, a shift or a pointer, it is only taken between blanks.
SWAPS = (
    (r" == ", (" != ",)),
    (r" != ", (" == ",)),
    (r" < ", (" <= ", " >= ")),
    (r" <= ", (" < ",)),
    (r" > ", (" >= ", " <= ")),
    (r" >= ", (" > ",)),
    (r" \+ ", (" - ",)),
    (r" - ", (" + ",)),
    (r" \* ", (" + ",)),
    (r" && ", (" || ",)),
    (r" \|\| ", (" && ",)),
    (r" \+= ", (" -= ",)),
    (r" -= ", (" += ",)),
    (r"\btrue\b", ("false",)),
    (r"\bfalse\b", ("true",)),
    (r"(?<=[( ])!(?=[a-z(*])", ("",)),
    (r"\bcontinue;", ("break;",)),
    (r"(?<![\w.\"'])0(?![\w.\"'x])", ("1",)),
    (r"(?<![\w.\"'])1(?![\w.\"'])", ("2",)),
    (r"\bstd::min\b", ("std::max",)),
    (r"\bstd::max\b", ("std::min",)),
)
# A call whose answer nobody takes, as a line of its own: without it something is not done.
STATEMENT = re.compile(r"^\s+(?!return\b|using\b|case\b|throw\b|delete\b|static_assert\b|CHECK\b|TRY_ASSIGN\b|break\b|continue\b)"
                       r"(?:TRY\()?[\w:>.\[\]()*-]+\(.*\)\)?;$")
LEFT_ALONE = re.compile(r"^\s*(//|#|template\b|static_assert\b|using\b|namespace\b|friend\b)|\.reserve\(")


@dataclasses.dataclass(frozen=True)
class Mutant:
    path: str
    line: int  # from 1
    before: str
    after: str

    def applied_to(self, text: str) -> str:
        lines = text.split("\n")
        if lines[self.line - 1] != self.before:
            raise ValueError(f"{self.path}:{self.line} is not what it was")
        lines[self.line - 1] = self.after
        return "\n".join(lines)


def covered(line: str) -> list:
    """Where the line's strings, character literals and comment are, as pairs of begin and end."""
    places, at = [], 0
    while at < len(line):
        if line.startswith("//", at):
            places.append((at, len(line)))
            break
        if line[at] in "\"'" and not (line[at] == "'" and at > 0 and line[at - 1].isdigit()):
            end = at + 1
            while end < len(line) and line[end] != line[at]:
                end += 2 if line[end] == "\\" else 1
            places.append((at, end + 1))
            at = end
        at += 1
    return places


def of_line(path: str, number: int, line: str) -> list:
    if LEFT_ALONE.match(line) or not line.strip():
        return []
    hidden = covered(line)
    found = []
    for pattern, instead in SWAPS:
        for match in re.finditer(pattern, line):
            if any(begin < match.end() and match.start() < end for begin, end in hidden):
                continue
            found.extend(Mutant(path, number, line, line[:match.start()] + text + line[match.end():]) for text in instead)
    if STATEMENT.match(line) and line.count("(") == line.count(")"):
        indent = line[:len(line) - len(line.lstrip())]
        found.append(Mutant(path, number, line, indent + ";"))
    return found


def of_file(path: str, text: str) -> list:
    mutants = []
    for number, line in enumerate(text.split("\n"), 1):
        mutants.extend(of_line(path, number, line))
    return mutants
