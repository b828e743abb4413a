#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recipes for schedulers: the crontab's line does what cron would have it do, and systemd takes the units. What they call is tested by
tests/cli/cli_recipes_test.cc."""
import re
import shutil
import sys

from support import arguments, run, write_flows


def main():
    args = arguments()
    recipes = args.source / "docs/recipes"
    cron(args, recipes)
    if shutil.which("systemd-analyze"):
        systemd(args, recipes)
    else:
        print("SKIPPED: no systemd-analyze")


def cron(args, recipes):
    """As cron runs it: /bin/sh, the variables of the crontab and HOME, nothing else. Twice, as it does; the second reports nothing."""
    settings, lines = {}, []
    for line in (recipes / "nightly.cron").read_text().splitlines():
        setting = re.fullmatch(r"(\w+)=(.*)", line)
        if setting:
            settings[setting[1]] = setting[2]
        elif line and not line.startswith("#"):
            lines.append(line)
    (line,) = lines
    *when, command = line.split(maxsplit=5)
    if len(when) != 5 or not all(re.fullmatch(r"[\d*/,-]+", part) for part in when):
        sys.exit(f"cron has five fields of time, not {when}")
    folder = args.work / "home/nightly"
    folder.mkdir(parents=True)
    shutil.copy(recipes / "nightly.sh", folder)
    flows = write_flows(args.source, args.work / "flows.json")
    script = args.work / "cron.sh"
    script.write_text(f'export HOME={args.work}/home PATH={args.prefix}/bin:{settings["PATH"]}\n' + f"( {command} )\n" * 2)
    emulator = args.prefix / "bin/dataworks-emulator"
    run(emulator, "--flows", flows, "--speed", "100", "--", "env", "-u", "PATH", "/bin/sh", "-e", script)
    log = (folder / "log").read_text()
    if log.count("nightly: done") != 1:
        sys.exit(f"the crontab's line left this log:\n{log}")


def systemd(args, recipes):
    """With the script where the unit says that it is."""
    for name in ("nightly.service", "nightly.timer"):
        (args.work / name).write_text((recipes / name).read_text().replace("/usr/local/bin/nightly.sh", str(recipes / "nightly.sh")))
    print(run("systemd-analyze", "verify", args.work / "nightly.service", args.work / "nightly.timer"))


if __name__ == "__main__":
    main()
