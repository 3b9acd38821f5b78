package io.prefork.operator.report;

import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Pool;
import io.prefork.protocol.Report.Process;
import io.prefork.protocol.Report.Worker;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the figures of a report can be: it keeps nonsense out of sums that people act on. */
final class Plausibility {

  /** 16 TiB, more than one pod has; small enough that sums over pods do not overflow. */
  static final long MAX_BYTES = 1L << 44;

  static final int MAX_WORKERS = 4096;

  /** As many as {@code spec.workers.max} can ask for, and some. */
  private static final int MAX_CEILING = 100_000;

  private static final int MAX_FINDINGS = 64;
  private static final int MAX_TEXT = 500;

  private Plausibility() {}

  /** What is impossible in the report, or empty. */
  static Optional<String> objection(Report report) {
    if (report.workers() == null || report.workers().stream().anyMatch(Objects::isNull)) {
      return Optional.of("workers is missing or has a hole");
    }
    if (report.workers().size() > MAX_WORKERS) {
      return Optional.of("more than " + MAX_WORKERS + " workers");
    }
    return Stream.of(
            sidecar(report.sidecar()),
            process("master", report.master()),
            pool(report.pool()),
            findings(report.findings()),
            report.workers().stream().map(Plausibility::worker).flatMap(Optional::stream).findAny())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> sidecar(Report.Sidecar sidecar) {
    return sidecar == null ? Optional.empty() : bytes("sidecar.pssBytes", sidecar.pssBytes());
  }

  private static Optional<String> worker(Worker worker) {
    if (worker.process() == null) {
      return Optional.of("a worker without process");
    }
    if (isNegative(worker.requests())) {
      return Optional.of("a worker with negative requests");
    }
    if (worker.runtime() != null && !isCounted(worker.runtime().collections())) {
      return Optional.of("a worker's collections are not three counts");
    }
    return process("worker", worker.process());
  }

  private static boolean isCounted(List<Long> collections) {
    return collections != null
        && collections.size() == 3
        && collections.stream().noneMatch(count -> count == null || count < 0);
  }

  private static Optional<String> process(String role, Process process) {
    if (process == null) {
      return Optional.empty();
    }
    if (isNegative(process.ageSeconds())) {
      return Optional.of(role + " with a negative ageSeconds");
    }
    return Stream.of(
            bytes(role + ".rssBytes", process.rssBytes()),
            bytes(role + ".pssBytes", process.pssBytes()),
            bytes(role + ".sharedBytes", process.sharedBytes()),
            bytes(role + ".privateBytes", process.privateBytes()),
            bytes(role + ".anonymousBytes", process.anonymousBytes()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> pool(Pool pool) {
    if (pool == null) {
      return Optional.empty();
    }
    if (pool.workers() < 0 || pool.workers() > MAX_WORKERS) {
      return Optional.of("pool.workers is not in 0.." + MAX_WORKERS);
    }
    if (pool.ceiling() != null && (pool.ceiling() < 0 || pool.ceiling() > MAX_CEILING)) {
      return Optional.of("pool.ceiling is not in 0.." + MAX_CEILING);
    }
    if (isNegative(pool.respawns())) {
      return Optional.of("pool.respawns is negative");
    }
    return Stream.of(
            bytes("pool.masterRssBytes", pool.masterRssBytes()),
            bytes("pool.sharedPerWorkerBytes", pool.sharedPerWorkerBytes()),
            bytes("pool.privatePerWorkerBytes", pool.privatePerWorkerBytes()),
            bytes("pool.poolPssBytes", pool.poolPssBytes()),
            within("pool.cowEfficiency", pool.cowEfficiency(), 1),
            within("pool.collectorFaultShare", pool.collectorFaultShare(), 1),
            within("pool.minorFaultsPerRequest", pool.minorFaultsPerRequest(), 1e12),
            within("pool.ipc", pool.ipc(), 100))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> findings(List<Report.Finding> findings) {
    boolean usable =
        findings == null
            || findings.size() <= MAX_FINDINGS
                && findings.stream().allMatch(Plausibility::isReadable);
    return usable ? Optional.empty() : Optional.of("findings are not short reasons and messages");
  }

  private static boolean isReadable(Report.Finding finding) {
    return finding != null
        && finding.reason() != null
        && finding.reason().matches("[A-Z][A-Za-z0-9]{0,62}")
        && finding.message() != null
        && finding.message().length() <= MAX_TEXT
        && finding.message().chars().noneMatch(Character::isISOControl);
  }

  private static Optional<String> bytes(String name, Long value) {
    return value == null || value >= 0 && value <= MAX_BYTES
        ? Optional.empty()
        : Optional.of(name + " is not a size in bytes");
  }

  private static Optional<String> within(String name, Double value, double most) {
    return value == null || value >= 0 && value <= most
        ? Optional.empty()
        : Optional.of(name + " is not in 0.." + most);
  }

  private static boolean isNegative(Long value) {
    return value != null && value < 0;
  }
}
