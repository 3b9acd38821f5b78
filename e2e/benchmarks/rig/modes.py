"""The modes of a policy's gc.mode that benchmarks run under."""

#: By name, the number that a worker's record has for it (record.py of the bootstrap).
NUMBERS = {"Default": 0, "Freeze": 1, "ThresholdZero": 2, "Immortal": 3}


def some_of(names):
    """A reader, for rig.arguments, of a list that is written with commas and holds some of names."""

    def read(text):
        chosen = text.split(",")
        unknown = [name for name in chosen if name not in names]
        if unknown:
            raise ValueError("there is no %s; there are %s" % (", ".join(unknown), ", ".join(names)))
        return chosen

    return read
