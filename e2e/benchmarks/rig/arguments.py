"""The options of a benchmark."""

import sys


def parse(usage, arguments, valued):
    """The chosen options by name: --json and --quick, and those in valued, with what their functions make of the next word.

    Prints the usage and ends on --help, and on what is not an option.
    """
    chosen, rest = {}, list(arguments)
    while rest:
        name = rest.pop(0)
        if name in ("--help", "-h"):
            print(usage.strip())
            raise SystemExit(0)
        if name in ("--json", "--quick"):
            chosen[name] = True
        elif name in valued:
            chosen[name] = _value(name, rest.pop(0) if rest else None, valued[name])
        else:
            _refuse("%s is no option; --help lists them" % name)
    return chosen


def _value(name, text, read):
    if text is None:
        _refuse("%s needs a value" % name)
    try:
        return read(text)
    except ValueError as wrong:
        _refuse("%s %s: %s" % (name, text, wrong))


def _refuse(why):
    print(why, file=sys.stderr)
    raise SystemExit(2)
