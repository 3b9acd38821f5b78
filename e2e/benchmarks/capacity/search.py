"""Finds the largest number for which something holds. Pure."""


def largest(holds, guess, least, most):
    """The largest n from least to most for which holds(n), given that it holds up to some n and not beyond; None if for none.

    Starts at guess and doubles its steps until both sides are known, then halves the interval.
    """
    good, bad = least - 1, most + 1
    number, step = min(max(guess, least), most), 1
    while bad - good > 1:
        if holds(number):
            good = number
            number = min(good + step, most) if bad > most else (good + bad) // 2
        else:
            bad = number
            number = max(bad - step, least) if good < least else (good + bad) // 2
        step *= 2
    return good if good >= least else None
