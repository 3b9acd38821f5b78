package io.prefork.sidecar.loop;

import io.prefork.protocol.Report;
import io.prefork.sidecar.ControlLoop;
import io.prefork.sidecar.Look;
import io.prefork.sidecar.Reports;
import io.prefork.sidecar.act.Actor;
import io.prefork.sidecar.act.Controls;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.decide.Decider;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.Sockets;
import io.prefork.sidecar.sense.LivePod;
import io.prefork.sidecar.sense.Sensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Sensing, deciding and acting as the sidecar does, in a time that runs ten times as fast. */
final class WholeLoop {
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final int HASTE = 10;
  private static final Duration LONGEST = Duration.ofSeconds(90);

  final List<String> journal = new ArrayList<>();
  private final ControlLoop loop;
  private Runnable betweenDecisionAndAction = () -> {};

  /**
   * @param policy members of the directive, as JSON, besides those that it must have
   */
  WholeLoop(Path volume, String policy) throws IOException {
    Files.writeString(
        volume.resolve("directive.json"),
        "{\"version\":1,\"policy\":\"shop/web\",\"mode\":\"Enforce\",\"gc\":\"Default\","
            + "\"shutdown\":\"Finalize\",\"counters\":\"None\","
            + policy
            + "}");
    Kernel kernel = new Kernel(System.getProperty("os.arch"));
    BoundedFiles files = new BoundedFiles(kernel);
    Sensor sensor = LivePod.sensor(volume, PATIENCE, () -> HASTE * System.nanoTime());
    sensor.prepare();
    loop =
        new ControlLoop(
            sensor,
            new Decider(),
            new Actor(new Interruption(), journal::add),
            new Controls(
                kernel,
                new Sockets(kernel),
                files,
                new Bootstrap(files, volume).departures(),
                "/proc",
                PATIENCE),
            new Reports(null, null, null),
            journal::add,
            null);
  }

  /** Happens once, after the next decision has been made and before it is carried out. */
  void betweenDecisionAndAction(Runnable change) {
    betweenDecisionAndAction = change;
  }

  /** The Actor looks at the clock just before it acts. */
  private final class Interruption extends Clock {
    @Override
    public Instant instant() {
      Runnable change = betweenDecisionAndAction;
      betweenDecisionAndAction = () -> {};
      change.run();
      return Instant.EPOCH;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Goes on for so long, of its own time; the last look. */
  Look goOn(Duration time) {
    long end = System.nanoTime() + time.toNanos() / HASTE;
    Look last = loop.tick();
    while (System.nanoTime() < end) {
      last = loop.tick();
    }
    return last;
  }

  /** The first look that is as expected. */
  Look until(Predicate<Look> expected) {
    long end = System.nanoTime() + LONGEST.toNanos();
    Look look = loop.tick();
    while (!expected.test(look)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not so within " + LONGEST + ": " + look + "; " + journal);
      }
      look = loop.tick();
    }
    return look;
  }

  static boolean hasResult(Look look, String action, String result) {
    return look.actions().stream()
        .anyMatch(one -> one.action().equals(action) && one.result().equals(result));
  }

  static List<String> reasons(Look look) {
    return look.actions().stream().map(Report.ActionResult::reason).toList();
  }

  static List<String> findings(Look look) {
    return look.round().findings().stream().map(Report.Finding::reason).toList();
  }
}
