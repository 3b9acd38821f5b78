package io.prefork.operator.measure;

import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Pool;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Means over pods. A figure that no pod measured is absent; one that some measured is theirs. */
final class Means {

  private Means() {}

  /** The mean pod, or null of no pods. */
  static Measurement of(List<Report> reports) {
    if (reports.isEmpty()) {
      return null;
    }
    List<Pool> pools = reports.stream().map(Report::pool).toList();
    return new Measurement(
        pools.size(),
        real(pools, Pool::workers),
        whole(pools, Pool::masterRssBytes),
        whole(pools, Pool::sharedPerWorkerBytes),
        whole(pools, Pool::privatePerWorkerBytes),
        whole(pools, Pool::poolPssBytes),
        real(pools, Pool::cowEfficiency),
        real(pools, Pool::ipc),
        real(pools, Pool::minorFaultsPerRequest),
        real(pools, Pool::collectorFaultShare),
        real(reports, Rates::cacheMissRatio),
        real(reports, Rates::respawnsPerHour));
  }

  private static Long whole(List<Pool> pools, Function<Pool, Number> figure) {
    OptionalDouble mean = mean(pools, figure);
    return mean.isPresent() ? Math.round(mean.getAsDouble()) : null;
  }

  private static <T> Double real(List<T> pods, Function<T, Number> figure) {
    OptionalDouble mean = mean(pods, figure);
    return mean.isPresent() ? roundToThousandth(mean.getAsDouble()) : null;
  }

  private static <T> OptionalDouble mean(List<T> pods, Function<T, Number> figure) {
    return pods.stream()
        .map(figure)
        .filter(Objects::nonNull)
        .mapToDouble(Number::doubleValue)
        .average();
  }

  /** More digits than repeat would be noise in {@code kubectl get -o yaml}. */
  private static double roundToThousandth(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
