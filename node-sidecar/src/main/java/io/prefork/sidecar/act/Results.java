package io.prefork.sidecar.act;

import io.prefork.protocol.Report;
import io.prefork.sidecar.decide.Action;
import io.prefork.sidecar.decide.Ending;
import io.prefork.sidecar.decide.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** What became of the last actions, for the report, and a line for the log at each turn. */
final class Results {
  private static final String CONFIRMED = "Confirmed";
  private static final String FAILED = "Failed";
  private static final String PENDING = "Pending";

  private final Consumer<String> journal;
  private final List<Report.ActionResult> list = new ArrayList<>();

  Results(Consumer<String> journal) {
    this.journal = journal;
  }

  List<Report.ActionResult> list() {
    return List.copyOf(list);
  }

  void sent(Pending one, String means) {
    add(entry(one, PENDING, one.reason()));
    journal.accept(words(one.action()) + " by " + means + ": " + one.reason());
  }

  void confirmed(Pending one, Observation now) {
    replace(one, CONFIRMED, one.reason());
    long seconds = (now.atMillis() - one.sentAtMillis()) / 1000;
    journal.accept(
        words(one.action())
            + " confirmed after "
            + seconds
            + " s: "
            + now.workers().size()
            + " workers");
  }

  void failed(Pending one, String reason) {
    replace(one, FAILED, reason);
    journal.accept(words(one.action()) + " failed: " + reason);
  }

  /** What was refused again for the same reason keeps one entry, and one line. */
  void refused(Action action, String at, String reason) {
    Report.ActionResult entry = entry(action, at, FAILED, reason);
    for (int i = list.size() - 1; i >= 0; i--) {
      if (isSame(list.get(i), entry)) {
        list.remove(i);
        add(entry);
        return;
      }
    }
    add(entry);
    journal.accept(words(action) + " was not sent: " + reason);
  }

  private static boolean isSame(Report.ActionResult a, Report.ActionResult b) {
    return a.result().equals(b.result())
        && a.action().equals(b.action())
        && Objects.equals(a.pid(), b.pid())
        && a.reason().equals(b.reason());
  }

  private void add(Report.ActionResult entry) {
    if (list.size() == Report.MAX_ACTIONS) {
      list.removeFirst();
    }
    list.add(entry);
  }

  private void replace(Pending one, String result, String reason) {
    Report.ActionResult open = entry(one, PENDING, one.reason());
    int at = list.lastIndexOf(open);
    Report.ActionResult entry = entry(one, result, reason);
    if (at < 0) {
      add(entry);
    } else {
      list.set(at, entry);
    }
  }

  private static Report.ActionResult entry(Pending one, String result, String reason) {
    return entry(one.action(), one.at(), result, reason);
  }

  private static Report.ActionResult entry(Action action, String at, String result, String reason) {
    return switch (action) {
      case Action.Hold hold -> new Report.ActionResult(at, "Hold", null, null, result, reason);
      case Action.Grow grow ->
          new Report.ActionResult(at, "Grow", grow.workers(), null, result, reason);
      case Action.Shrink shrink ->
          new Report.ActionResult(at, "Shrink", shrink.workers(), null, result, reason);
      case Action.Recycle recycle ->
          new Report.ActionResult(at, recycle.name(), null, recycle.worker().pid(), result, reason);
      case Action.Kill kill ->
          new Report.ActionResult(at, "Kill", null, kill.worker().pid(), result, reason);
    };
  }

  private static String words(Action action) {
    return switch (action) {
      case Action.Hold hold -> "hold";
      case Action.Grow grow -> "grow by " + grow.workers();
      case Action.Shrink shrink -> "shrink by " + shrink.workers();
      case Action.Recycle recycle ->
          "recycle worker "
              + recycle.worker().pid()
              + (recycle.ending() == Ending.AFTER_REQUEST ? " after its request" : "");
      case Action.Kill kill -> "kill worker " + kill.worker().pid();
    };
  }
}
