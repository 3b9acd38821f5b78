package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Notes what is asked of it, and answers as told. */
final class PlayedControl implements ServerControl {
  final List<String> calls = new ArrayList<>();

  /** Null: as many as were asked for were sent. */
  Attempt answer;

  Attempt kept = new Attempt.Sent(0);
  Attempt withdrawal = new Attempt.Sent(1);
  private WorkerId master = new WorkerId(7, 7);

  void restart() {
    master = new WorkerId(7, master.startTicks() + 1);
  }

  @Override
  public String name() {
    return "played control";
  }

  @Override
  public WorkerId master() {
    return master;
  }

  @Override
  public Attempt resize(int by, int floor, Observation now) {
    calls.add("resize " + (by > 0 ? "+" : "") + by + " floor " + floor);
    return answer != null ? answer : new Attempt.Sent(Math.abs(by));
  }

  @Override
  public Attempt withdraw(int by, Observation now) {
    calls.add("withdraw " + by);
    return withdrawal;
  }

  @Override
  public Attempt recycle(WorkerId worker) {
    calls.add("recycle " + worker.pid());
    return answer != null ? answer : new Attempt.Sent(1);
  }

  @Override
  public Attempt recycleAfterRequest(WorkerId worker) {
    calls.add("recycle after its request " + worker.pid());
    return answer != null ? answer : new Attempt.Sent(1);
  }

  @Override
  public Attempt keep(WorkerId worker) {
    calls.add("keep " + worker.pid());
    return kept;
  }

  @Override
  public Attempt kill(WorkerId worker) {
    calls.add("kill " + worker.pid());
    return answer != null ? answer : new Attempt.Sent(1);
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }
}
