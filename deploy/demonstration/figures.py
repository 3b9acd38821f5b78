"""What a step measured, and what the steps say together. No figure is made up: what could not be read is absent (null)."""

POOL = ("workers", "masterRssBytes", "sharedPerWorkerBytes", "privatePerWorkerBytes", "poolPssBytes", "cowEfficiency")


def step_figures(before, after, completed, failed):
    """One step, from the reader's figures around a load of `completed` requests."""
    figures = {name: after[name] for name in POOL}
    figures["minorFaultsPerRequest"] = round((after["minorFaults"] - before["minorFaults"]) / completed, 1) if completed else None
    figures["requests"] = completed
    figures["failedRequests"] = failed
    figures["stopPeakRatio"] = None
    figures["podPssBytes"] = after["podPssBytes"]
    figures["python"] = after.get("python")
    return figures


def tidy(result):
    """The server's figures in their published form: what only served the comparison is taken out."""
    steps = {step: dict(result[step]) for step in ("untouched", "observed", "enforced")}
    pod_bytes = {step: figures.pop("podPssBytes") for step, figures in steps.items()}
    pythons = [figures.pop("python") for figures in steps.values()]
    return {
        "version": result["version"],
        "python": result["python"] or pythons[0],
        **steps,
        "reclaimedBytes": result["reclaimedBytes"],
        "sidecarBytes": result["sidecarBytes"],
        "outsideReclaimedBytes": pod_bytes["untouched"] - pod_bytes["enforced"],
        "kubectlReclaimed": result["kubectlReclaimed"],
    }
