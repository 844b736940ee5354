"""Recipes that are true: the commands of a page run as they stand, and what they print is what it says.

In a block marked ```console, lines that begin with `$ ` are commands (continued by a backslash at the
end), what follows is their output. A line `...` stands for any lines. A block marked ```console slow
takes minutes and is run only where HALFHOUR_SLOW_RECIPES is set.

    python tests/support/recipes.py docs/howto/PAGE.md     writes the true output into the page; slow
                                                           blocks and those with `...` are left alone
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```console(?P<slow> slow)?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
ANY_LINES = "..."
WIDTH = "100"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command and what it prints."""

    command: str
    output: tuple[str, ...]
    slow: bool


def steps_of(text: str) -> list[Step]:
    """The commands of a page in order."""
    return [
        step for block in FENCE.finditer(text) for step in _steps(block["body"], slow=bool(block["slow"]))
    ]


def _steps(body: str, *, slow: bool) -> list[Step]:
    steps: list[tuple[str, list[str]]] = []
    continued = False
    for line in body.splitlines():
        if continued:
            command, output = steps[-1]
            steps[-1] = (f"{command}\n{line}", output)
        elif line.startswith("$ "):
            steps.append((line[2:], []))
        else:
            steps[-1][1].append(line)
        continued = line.endswith("\\") and (continued or line.startswith("$ "))
    return [Step(command=command, output=tuple(_trimmed(output)), slow=slow) for command, output in steps]


def run(command: str, *, folder: Path, data: Path) -> list[str]:
    """What a command prints, in a folder that stands for the repository."""
    env = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HALFHOUR_DATA": str(data),
        "COLUMNS": WIDTH,
        "LANGUAGE": "en",
        "DATABASE_URL": "",
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    return _trimmed((done.stdout + done.stderr).splitlines())


def agrees(expected: tuple[str, ...], printed: list[str]) -> bool:
    """Whether the output is as the page says, `...` standing for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == ANY_LINES else re.escape(line) + r"\n" for line in expected
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def _trimmed(lines: list[str]) -> list[str]:
    """Without blanks at the ends of lines, and without empty lines at the end."""
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def write_outputs(page: Path) -> None:
    """Put the true output of every command into the page."""

    def rewritten(block: re.Match[str]) -> str:
        if block["slow"] or any(line.strip() == ANY_LINES for line in block["body"].splitlines()):
            return block[0]
        lines = []
        for step in _steps(block["body"], slow=False):
            lines += [f"$ {step.command}", *run(step.command, folder=ROOT, data=ROOT / "build" / "recipes")]
        return "\n".join(["```console", *lines, "```"])

    page.write_text(FENCE.sub(rewritten, page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write_outputs(Path(name))
