#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every public symbol is documented. Doxygen's own check, which `./dev docs` makes too, overlooks values of enumerations and macros."""
import re
import sys
import xml.etree.ElementTree as xml

from support import arguments, first_of, run, version


def main():
    args = arguments()
    settings = (args.source / "docs/api/Doxyfile").read_text() + "GENERATE_HTML = NO\nGENERATE_XML = YES\n"
    run(first_of(["doxygen"]), "-", input=settings, cwd=args.source, env={"DATAWORKS_VERSION": version(args.source), "DATAWORKS_DOCS": str(args.work)})
    pages = [xml.parse(path).getroot() for path in sorted((args.work / "xml").glob("*_8h.xml")) + sorted((args.work / "xml").glob("*dataworks*.xml"))]
    symbols = [(page.findtext("compounddef/compoundname"), symbol) for page in pages for symbol in public_symbols(page)]
    problems = sorted({f"not documented: {place}: {symbol.findtext('name')}" for place, symbol in symbols if not is_documented(symbol)})
    if problems or not symbols:
        sys.exit("\n".join(problems) or "no symbols were found")
    print(f"{len(symbols)} symbols, all documented")


def public_symbols(page):
    """Members, values of enumerations and macros, but those whose name says it all: destructors, and what is as usual."""
    for member in page.iter("memberdef"):
        if member.get("prot") == "public" and not says_it_all(member):
            yield member
            yield from member.iter("enumvalue")


def says_it_all(member):
    as_usual = re.sub(r"\s", "", member.findtext("argsstring", "")).endswith("=default")
    return as_usual or member.findtext("name").startswith("~") or member.find("reimplements") is not None


def is_documented(symbol):
    return any("".join(symbol.find(tag).itertext()).strip() for tag in ("briefdescription", "detaileddescription"))


if __name__ == "__main__":
    main()
