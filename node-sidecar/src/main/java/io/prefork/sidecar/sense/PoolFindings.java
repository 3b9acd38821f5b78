package io.prefork.sidecar.sense;

import io.prefork.protocol.Report;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.discover.Workers;
import java.util.List;

/** What a person should know about the way a server was found and read. */
final class PoolFindings {
  private PoolFindings() {}

  static Report.Finding noServer(List<ServerKind> kinds, int processes) {
    return new Report.Finding(
        "NoServer",
        "none of the "
            + processes
            + " processes of this pod is the master of "
            + (kinds.size() == 1 ? kinds.getFirst().protocolName() : "a uWSGI or a Gunicorn")
            + " in the policy's container");
  }

  static Report.Finding denied(Found found) {
    return new Report.Finding(
        "SmapsDenied",
        "the kernel does not let this user and group read the memory of "
            + found.kind().protocolName()
            + " process "
            + found.master().pid()
            + " and its workers: it runs as another UID or GID, or has dropped root by itself; declare"
            + " its UID as runAsUser and its GID as runAsGroup in the pod");
  }

  static Report.Finding noCgroup(int master) {
    return new Report.Finding(
        "ContainerUnknown",
        "/proc/"
            + master
            + "/root/sys/fs/cgroup shows no memory control group that process "
            + master
            + " is in; the container's limit and usage are not known, so no worker is added; mount"
            + " /sys/fs/cgroup in the container, read-only");
  }

  static Report.Finding severalServers(Found found) {
    return new Report.Finding(
        "SeveralServers",
        "master "
            + found.master().pid()
            + " has the largest pool and is measured; masters "
            + found.otherMasters()
            + " in the same container are not");
  }

  static Report.Finding statsUnavailable(Workers workers, String problem) {
    return new Report.Finding(
        "StatsUnavailable",
        problem
            + (workers.guessed()
                ? "; requests are not counted, and an http router or a mule may pass for a worker:"
                    + " nobody is killed, and as long as it has never answered the pool is not"
                    + " resized"
                : "; requests are not counted"));
  }
}
