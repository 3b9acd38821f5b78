package io.prefork.operator.measure;

import io.prefork.operator.report.Reading;
import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is wrong with the pods of a policy, the same trouble of several pods put together. */
final class Troubles {

  /** Findings that tell of the application and need nobody to act for the policy to work. */
  private static final Set<String> NOTES =
      Set.of("CollectorReenableBlocked", "CollectorReenableNoticed");

  /** A trouble where it is true; earlier sidecars also say it of calls that undid nothing. */
  private static final String REENABLED = "CollectorReenabled";

  /**
   * Findings whose figures change with each round: the report has them, no condition would rest.
   */
  private static final Set<String> ONLY_REPORTED = Set.of("CyclesPileUp");

  /** Findings that every pod has until its server has loaded the application. */
  private static final Set<String> NOT_YET = Set.of("NoServer");

  /** A large application takes its time. */
  private static final Duration START = Duration.ofMinutes(2);

  private Troubles() {}

  /**
   * One trouble.
   *
   * @param reason CamelCase
   * @param message of the first pod that has it
   */
  record Trouble(String reason, String message, List<String> pods) {

    private boolean isNote() {
      return NOTES.contains(reason);
    }

    private String line() {
      return Names.list(pods) + ": " + message;
    }
  }

  /** Degraded, by the trouble that most pods have. */
  static Claim claim(Goal goal, List<ObservedPod> pods) {
    List<Trouble> all = of(goal, pods);
    List<Trouble> troubles = all.stream().filter(trouble -> !trouble.isNote()).toList();
    if (troubles.isEmpty()) {
      String notes =
          all.isEmpty()
              ? ""
              : all.stream()
                  .map(Trouble::line)
                  .collect(Collectors.joining("; ", ", but note: ", ""));
      return new Claim(
          Claim.Type.Degraded,
          Claim.Truth.False,
          "AsExpected",
          "nothing is wrong with the pods" + notes);
    }
    String others =
        troubles.size() > 1
            ? " (also: "
                + String.join(
                    ", ", troubles.stream().skip(1).map(Trouble::reason).distinct().toList())
                + ")"
            : "";
    Trouble first = troubles.getFirst();
    return new Claim(Claim.Type.Degraded, Claim.Truth.True, first.reason(), first.line() + others);
  }

  private static List<Trouble> of(Goal goal, List<ObservedPod> pods) {
    Map<String, Trouble> byReason = new TreeMap<>();
    for (ObservedPod pod : pods) {
      if (pod.injected() && pod.remark() != null) {
        add(byReason, "PartlyInjected", pod.remark(), pod);
      }
      switch (pod.reading()) {
        case null -> {}
        case Reading.Failed(Reading.Reason reason, String message) ->
            add(byReason, "Report" + reason.name(), message, pod);
        case Reading.Answered(Report report) -> {
          findings(report).forEach(found -> add(byReason, found.reason(), found.message(), pod));
          Ceiling.objection(goal, pod, report)
              .ifPresent(message -> add(byReason, Ceiling.FIXED, message, pod));
        }
      }
    }
    return byReason.values().stream()
        .sorted(Comparator.comparingInt((Trouble trouble) -> -trouble.pods().size()))
        .toList();
  }

  private static List<Finding> findings(Report report) {
    return report.findings() == null
        ? List.of()
        : report.findings().stream()
            .filter(finding -> !ONLY_REPORTED.contains(finding.reason()))
            .filter(finding -> !(REENABLED.equals(finding.reason()) && !isUndone(report)))
            .filter(finding -> !(NOT_YET.contains(finding.reason()) && isStarting(report)))
            .toList();
  }

  private static boolean isUndone(Report report) {
    return report.directive() != null
        && "Enforce".equals(report.directive().mode())
        && report.workers().stream().anyMatch(Standing::isUntreated);
  }

  private static boolean isStarting(Report report) {
    try {
      Instant started = Instant.parse(report.sidecar().startedAt());
      return Instant.parse(report.takenAt()).isBefore(started.plus(START));
    } catch (DateTimeParseException | NullPointerException e) {
      return false;
    }
  }

  private static void add(
      Map<String, Trouble> byReason, String reason, String message, ObservedPod pod) {
    byReason
        .computeIfAbsent(reason, _ -> new Trouble(reason, message, new ArrayList<>()))
        .pods()
        .add(pod.name());
  }
}
