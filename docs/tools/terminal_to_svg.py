#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the README's picture of the terminal from a real run.

    docs/tools/terminal_to_svg.py --size 96x18 --when '2 succeeded' --out docs/images/terminal.svg -- COMMAND…

Runs COMMAND in a pseudo-terminal, keeps a screen of what it draws, and writes the screen as SVG: the first one that
shows the text of --when, or the last one. Only for people who edit the documentation; nothing is built or tested by it.
"""
import argparse, fcntl, html, os, pty, re, signal, struct, sys, termios, unicodedata

CELL, LINE, MARGIN = 8.4, 18, 14  # pixels
COLOURS = {"32": "good", "1;31": "bad", "36": "busy", "33": "waiting", "2": "faint", "90": "upstream", "96": "schedule",
           "94": "ran"}
STYLE = """
  .back{fill:#fff;stroke:#d0d7de} text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;
  fill:#1f2328;white-space:pre} .good{fill:#1a7f37} .bad{fill:#cf222e;font-weight:bold} .busy{fill:#0969da}
  .waiting{fill:#9a6700} .faint{fill:#656d76} .upstream{fill:#8c959f} .schedule{fill:#54aeff} .ran{fill:#0550ae}
  @media (prefers-color-scheme:dark){.back{fill:#0d1117;stroke:#30363d} text{fill:#e6edf3} .good{fill:#3fb950}
  .bad{fill:#f85149} .busy{fill:#58a6ff} .waiting{fill:#d29922} .faint{fill:#8d96a0}
  .upstream{fill:#6e7681} .schedule{fill:#1f6feb} .ran{fill:#79c0ff}}"""


class Screen:
    """Rows of (character, class) cells; understands what the command line sends and nothing more."""

    def __init__(self, width):
        self.width, self.rows, self.row, self.column, self.tone = width, [[]], 0, 0, ""

    def write(self, text):
        for part in re.findall(r"\x1b\[[\d;]*[A-Za-z]|[^\x1b]", text):
            if part[0] == "\x1b":
                self.escape(part[2:-1], part[-1])
            elif part == "\r":
                self.column = 0
            elif part == "\n":
                self.row += 1
            elif part >= " ":
                self.put(part)
            while len(self.rows) <= self.row:
                self.rows.append([])

    def escape(self, number, letter):
        if letter == "m":
            self.tone = COLOURS.get(number, "")
        elif letter == "A":
            self.row = max(0, self.row - int(number or 1))
        elif letter in "KJ":
            del self.rows[self.row][self.column:]
            if letter == "J":
                del self.rows[self.row + 1:]

    def put(self, character):
        wide = unicodedata.east_asian_width(character) in "WF"
        if self.column + 1 + wide > self.width:
            self.row, self.column = self.row + 1, 0
            self.rows.extend([] for _ in range(self.row + 1 - len(self.rows)))
        cells = self.rows[self.row]
        cells.extend([(" ", "")] * (self.column + 1 + wide - len(cells)))
        cells[self.column] = (character, self.tone)
        if wide:
            cells[self.column + 1] = ("", self.tone)
        self.column += 1 + wide

    def text(self):
        return "\n".join("".join(character for character, _ in row) for row in self.rows)


def svg(screen, height):
    rows = [row for row in screen.rows]
    while rows and not "".join(character for character, _ in rows[-1]).strip():
        rows.pop()
    rows = rows[-height:]
    width, tall = screen.width * CELL + 2 * MARGIN, len(rows) * LINE + 2 * MARGIN
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {tall:g}" width="{width:g}" height="{tall:g}">',
           f"<title>dataworks in a terminal</title><style>{STYLE}</style>",
           f'<rect class="back" x=".5" y=".5" width="{width - 1:g}" height="{tall - 1:g}" rx="8"/>']
    for index, row in enumerate(rows):
        for column, cells, kind in pieces(row):
            place = f'x="{MARGIN + column * CELL:g}" y="{MARGIN + index * LINE + 13}"'
            tone = f' class="{cells[0][1]}"' if cells[0][1] else ""
            text = html.escape("".join(character for character, _ in cells))
            # Whatever font stands in for a glyph, the columns stay in line.
            out.append(f'<text {place}{tone} textLength="{len(cells) * CELL:g}" lengthAdjust="spacingAndGlyphs">{text}</text>')
    return "\n".join(out) + "\n</svg>\n"


def pieces(row):
    """Runs of cells of one tone and one kind of glyph, without the blanks around them."""
    start = 0
    for end in range(1, len(row) + 1):
        if end < len(row) and key(row[end]) == key(row[start]):
            continue
        if key(row[start])[0] != "blank":
            yield start, row[start:end], key(row[start])
        start = end


def key(cell):
    character, tone = cell
    kind = "blank" if character == " " else "ascii" if "!" <= character <= "~" else "wide" if character == "" or \
        unicodedata.east_asian_width(character) in "WF" else "glyph"
    return kind, tone


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="96x24", help="columns x lines (default 96x24)")
    parser.add_argument("--when", help="take the first screen that matches this expression")
    parser.add_argument("--out", required=True)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))

    child, master = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        os.execvp(options.command[0], options.command)
    screen, rest = Screen(width), b""
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:  # how a pseudo-terminal says that its other end is closed
            data = b""
        if not data:
            break
        frames = (rest + data).split(b"\x1b[J")  # each frame ends so
        rest = frames.pop()
        for frame in frames:
            screen.write((frame + b"\x1b[J").decode("utf-8", "replace"))
            if options.when and re.search(options.when, screen.text()):
                os.kill(child, signal.SIGTERM)
                return write(options.out, svg(screen, height))
    screen.write(rest.decode("utf-8", "replace"))
    if options.when:
        sys.exit(f"no screen showed {options.when!r}; the last one:\n{screen.text()}")
    write(options.out, svg(screen, height))


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


main()
