package io.prefork.operator.telemetry;

import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicyStatus;
import io.prefork.policy.MemoryPolicyStatus.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The statuses of all policies as gauges: the same figures that {@code kubectl get} shows. One that
 * is absent there has no series here.
 */
public final class PolicyMeters {

  private final Supplier<Stream<MemoryPolicy>> policies;
  private final List<Sheet> sheets = new ArrayList<>();

  /** A gauge, and how its rows are read from one policy. */
  private record Sheet(MultiGauge gauge, Function<MemoryPolicyStatus, List<Figure>> figures) {}

  /** One value, told apart from others of the same gauge and policy by tags. */
  private record Figure(Tags tags, Number value) {}

  /**
   * @param policies as they are in the cache
   */
  public PolicyMeters(MeterRegistry registry, Supplier<Stream<MemoryPolicy>> policies) {
    this.policies = policies;
    add(registry, "reclaimed", "bytes", "Memory that the pools need less, net", reclaimed());
    add(registry, "pods", null, "Pods of the policy, by state", pods());
    add(registry, "workers", null, "Workers of the reporting pods", workers());
    add(registry, "condition", null, "1 true, 0 false, -1 unknown", conditions());
    measurement(registry, "pool.pss", "bytes", Measurement::poolPss);
    measurement(registry, "master.rss", "bytes", Measurement::masterRss);
    measurement(registry, "worker.shared", "bytes", Measurement::sharedPerWorker);
    measurement(registry, "worker.private", "bytes", Measurement::privatePerWorker);
    measurement(registry, "cow.efficiency", "ratio", Measurement::cowEfficiency);
    measurement(registry, "instructions.per.cycle", null, Measurement::ipc);
    measurement(registry, "minor.faults.per.request", null, Measurement::minorFaultsPerRequest);
    measurement(registry, "collector.fault.share", "ratio", Measurement::gcFaultShare);
  }

  /** Brings the gauges to the statuses of now. */
  public void refresh() {
    List<MemoryPolicy> now = policies.get().filter(policy -> policy.getStatus() != null).toList();
    for (Sheet sheet : sheets) {
      List<Row<?>> rows = new ArrayList<>();
      for (MemoryPolicy policy : now) {
        for (Figure figure : sheet.figures().apply(policy.getStatus())) {
          if (figure.value() != null) {
            rows.add(Row.of(tags(policy).and(figure.tags()), figure.value()));
          }
        }
      }
      sheet.gauge().register(rows, true);
    }
  }

  private void measurement(
      MeterRegistry registry, String name, String unit, Function<Measurement, Number> figure) {
    add(
        registry,
        name,
        unit,
        "Mean pod: status.baseline and status.current",
        status ->
            List.of(
                new Figure(Tags.of("of", "baseline"), read(status.baseline(), figure)),
                new Figure(Tags.of("of", "current"), read(status.current(), figure))));
  }

  private static Number read(Measurement measurement, Function<Measurement, Number> figure) {
    return measurement == null ? null : figure.apply(measurement);
  }

  private static Function<MemoryPolicyStatus, List<Figure>> reclaimed() {
    return status ->
        status.reclaimed() == null
            ? List.of()
            : List.of(new Figure(Tags.empty(), status.reclaimed().bytes()));
  }

  private static Function<MemoryPolicyStatus, List<Figure>> workers() {
    return status ->
        status.pods() == null
            ? List.of()
            : List.of(new Figure(Tags.empty(), status.pods().workers()));
  }

  private static Function<MemoryPolicyStatus, List<Figure>> pods() {
    return status ->
        status.pods() == null
            ? List.of()
            : List.of(
                new Figure(Tags.of("state", "matched"), status.pods().matched()),
                new Figure(Tags.of("state", "injected"), status.pods().injected()),
                new Figure(Tags.of("state", "enforcing"), status.pods().enforcing()),
                new Figure(Tags.of("state", "reporting"), status.pods().reporting()));
  }

  private static Function<MemoryPolicyStatus, List<Figure>> conditions() {
    return status ->
        status.conditions() == null
            ? List.of()
            : status.conditions().stream()
                .map(
                    condition -> new Figure(Tags.of("type", condition.getType()), truth(condition)))
                .toList();
  }

  private static int truth(Condition condition) {
    return switch (condition.getStatus()) {
      case "True" -> 1;
      case "False" -> 0;
      default -> -1;
    };
  }

  private static Tags tags(MemoryPolicy policy) {
    return Tags.of(
        "namespace", policy.getMetadata().getNamespace(),
        "policy", policy.getMetadata().getName());
  }

  private void add(
      MeterRegistry registry,
      String name,
      String unit,
      String description,
      Function<MemoryPolicyStatus, List<Figure>> figures) {
    MultiGauge gauge =
        MultiGauge.builder("prefork.policy." + name)
            .baseUnit(unit)
            .description(description)
            .register(registry);
    sheets.add(new Sheet(gauge, figures));
  }
}
