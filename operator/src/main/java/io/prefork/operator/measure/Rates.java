package io.prefork.operator.measure;

import io.prefork.protocol.Report;
import io.prefork.protocol.Report.WorkerCounters;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;

/** Figures of one pod that its report has the parts of. Null where a part is missing. */
final class Rates {

  /** What happened in less is no rate by the hour. */
  static final Duration SHORTEST = Duration.ofMinutes(10);

  private static final double SECONDS_PER_HOUR = 3600;

  private Rates() {}

  /** Replaced workers over the time in which the sidecar has watched this master. */
  static Double respawnsPerHour(Report report) {
    Long watched = secondsWatched(report);
    Long respawns = report.pool().respawns();
    return respawns == null || watched == null || watched < SHORTEST.toSeconds()
        ? null
        : Double.valueOf(respawns * SECONDS_PER_HOUR / watched);
  }

  /** Missed over all references to the last level of the processor's cache, 0..1. */
  static Double cacheMissRatio(Report report) {
    List<WorkerCounters> counted =
        report.workers().stream()
            .map(Report.Worker::counters)
            .filter(Objects::nonNull)
            .filter(one -> one.cacheReferences() != null && one.cacheMisses() != null)
            .toList();
    double references = counted.stream().mapToDouble(WorkerCounters::cacheReferences).sum();
    double misses = counted.stream().mapToDouble(WorkerCounters::cacheMisses).sum();
    return references > 0 ? Double.valueOf(Math.clamp(misses / references, 0, 1)) : null;
  }

  private static Long secondsWatched(Report report) {
    if (report.master() == null || report.master().ageSeconds() == null) {
      return null;
    }
    try {
      Duration sidecar =
          Duration.between(
              Instant.parse(report.sidecar().startedAt()), Instant.parse(report.takenAt()));
      return Math.min(sidecar.toSeconds(), report.master().ageSeconds());
    } catch (DateTimeParseException | NullPointerException e) {
      return null;
    }
  }
}
