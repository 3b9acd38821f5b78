"""One row for an interpreter and a mode: every module run without and with the bootstrap, and again where it differs."""

import concurrent.futures
import os

import compare
import known
from rig.modes import NUMBERS

AGAIN = 2
SKIP_FINALIZATION = 1


def measure(interpreter, modes, tell):
    """The rows of all modes; tell: called with a line for a person as something comes out."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        submitted = {
            mode: {module: pool.submit(interpreter.run, module, mode) for module in interpreter.modules}
            for mode in [None] + list(modes)
        }
        runs = {}
        try:
            for mode, of_mode in submitted.items():
                runs[mode] = {module: run.result() for module, run in of_mode.items()}
                tell("%s: all modules have run %s" % (interpreter, "without the bootstrap" if mode is None else "under " + mode))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    first = {module: run for module, (run, _) in runs[None].items()}
    more = {}
    return [_row(interpreter, mode, first, runs[mode], more, tell) for mode in modes]


def _row(interpreter, mode, first, runs, more, tell):
    row = {
        "python": interpreter.version, "mode": mode, "modules": len(runs), "tests": sum(run.tests for run, _ in runs.values()),
        "same": 0, "different": [], "explained": {}, "unexplained": [], "unsteady": [],
    }
    absent = _not_in_force(mode, [run for run, _ in runs.values()])
    if absent:
        return {"python": interpreter.version, "mode": mode, "absent": absent}
    for module, (run, output) in runs.items():
        verdict = compare.judge([first[module]], [run])
        if not verdict.is_same:
            verdict = _made_sure(interpreter, module, mode, [first[module]], [run], more)
        different = compare.consequences_aside(verdict.different)
        row["same"] += not different
        row["unsteady"] += [_name(module, one) for one in compare.consequences_aside(verdict.unsteady)]
        for one in different:
            _enter(row, module, one, known.reason(_name(module, one), mode), output, tell)
        if run.policy is None or run.policy[1] != SKIP_FINALIZATION:
            _enter(row, module, compare.Difference("(shutdown.mode)", (), (str(run.policy),)), None, output, tell)
    return row


def _made_sure(interpreter, module, mode, without, with_it, more):
    """The verdict on the runs there are and on some with nothing beside them: a busy machine upsets many a test."""
    if module not in more:
        more[module] = [interpreter.run(module, None)[0] for _ in range(AGAIN)]
    again = [interpreter.run(module, mode)[0] for _ in range(AGAIN)]
    return compare.judge(without + more[module], with_it + again)


def _enter(row, module, difference, reason, output, tell):
    name = _name(module, difference)
    row["different"].append(name)
    if reason:
        row["explained"][name] = reason
        return
    row["unexplained"].append(name)
    tell("%s, %s: %s: without %s, with it %s; what it printed:\n%s" % (
        row["python"], row["mode"], name, " / ".join(difference.without), " / ".join(difference.with_it), _about(output, difference)))


def _name(module, difference):
    return "%s %s" % (module, difference.test) if difference.test.startswith("(") else difference.test


def _about(output, difference):
    """What the launcher printed of the test, or else the end of all."""
    _, found, after = output.partition(" of %s\n" % difference.test)
    return after[:3000] if found else output[-3000:]


def _not_in_force(mode, runs):
    """Why the mode is in force in no run at all, or None; a reason that the records give."""
    told = {run.policy[2] for run in runs if run.policy is not None and run.policy[0] != NUMBERS[mode]}
    in_force = [run for run in runs if run.policy is not None and run.policy[0] == NUMBERS[mode]]
    return None if in_force or not told else "; ".join(sorted(told))
