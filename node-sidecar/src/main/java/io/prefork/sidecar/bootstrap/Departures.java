package io.prefork.sidecar.bootstrap;

import java.io.IOException;
import java.util.Optional;

/**
 * Tells workers that run the bootstrap how to end, by empty files. {@code workers/PID.START.end}:
 * after the request that it is in, or after its next one ({@code prefork_bootstrap/ending.py}).
 * {@code workers/PID.START.leave}: for good the next time that it ends, so that its server starts
 * no other in its place ({@code prefork_bootstrap/leaving.py}). uWSGI only.
 */
public final class Departures {
  static final String END = ".end";
  static final String LEAVE = ".leave";

  private static final String SKIP_FINALIZATION = "SkipFinalization";
  private static final byte[] EMPTY = {};

  private final SharedVolume volume;
  private final WorkerRecords records;

  /**
   * @param volume null where there is none, and so nobody who obeys
   */
  Departures(SharedVolume volume, WorkerRecords records) {
    this.volume = volume;
    this.records = records;
  }

  /** Whether that worker would end after its request. */
  public boolean ends(int pid, long startTicks) {
    return records.read(pid, startTicks).map(WorkerRecord::endsWhenTold).orElse(false);
  }

  /**
   * Whether that worker would leave for good: the exit code is the bootstrap's to choose only under
   * {@code SkipFinalization}.
   */
  public boolean leaves(int pid, long startTicks) {
    Optional<WorkerRecord> record = records.read(pid, startTicks);
    return record.isPresent() && SKIP_FINALIZATION.equals(record.get().runtime().shutdown());
  }

  /** That worker ends after its request. */
  public void end(int pid, long startTicks) throws IOException {
    volume.write(file(pid, startTicks, END), EMPTY);
  }

  /** From now on that worker leaves for good when it ends. */
  public void leave(int pid, long startTicks) throws IOException {
    volume.write(file(pid, startTicks, LEAVE), EMPTY);
  }

  /**
   * It stays, and is replaced when it ends.
   *
   * @return whether it was told anything
   */
  public boolean takeBack(int pid, long startTicks) throws IOException {
    if (volume == null) {
      return false;
    }
    boolean toEnd = volume.delete(file(pid, startTicks, END));
    boolean toLeave = volume.delete(file(pid, startTicks, LEAVE));
    return toEnd || toLeave;
  }

  private static String file(int pid, long startTicks, String suffix) {
    return WorkerRecords.DIRECTORY + "/" + pid + "." + startTicks + suffix;
  }
}
