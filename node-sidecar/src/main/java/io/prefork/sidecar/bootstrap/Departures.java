package io.prefork.sidecar.bootstrap;

import java.io.IOException;
import java.util.Optional;

/**
 * Tells workers that run the bootstrap to leave for good the next time that they end, so that their
 * server starts no other in their place: an empty file {@code workers/PID.START.leave}, whose other
 * half is {@code prefork_bootstrap/leaving.py}. uWSGI only.
 */
public final class Departures {
  static final String SUFFIX = ".leave";

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

  /**
   * Whether that worker would obey: the exit code is the bootstrap's to choose only under {@code
   * SkipFinalization}.
   */
  public boolean obeys(int pid, long startTicks) {
    Optional<WorkerRecord> record = records.read(pid, startTicks);
    return record.isPresent() && SKIP_FINALIZATION.equals(record.get().runtime().shutdown());
  }

  /** From now on that worker leaves when it ends. */
  public void tell(int pid, long startTicks) throws IOException {
    volume.write(file(pid, startTicks), EMPTY);
  }

  /** It is replaced again when it ends; nothing happens when it was not told, or has left. */
  public void takeBack(int pid, long startTicks) throws IOException {
    if (volume != null) {
      volume.delete(file(pid, startTicks));
    }
  }

  private static String file(int pid, long startTicks) {
    return WorkerRecords.DIRECTORY + "/" + pid + "." + startTicks + SUFFIX;
  }
}
