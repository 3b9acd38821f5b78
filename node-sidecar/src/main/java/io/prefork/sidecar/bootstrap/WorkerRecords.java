package io.prefork.sidecar.bootstrap;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.proc.ProcessTable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The directory of worker records. */
public final class WorkerRecords {
  static final String DIRECTORY = "workers";

  private static final String SUFFIX = ".rec";
  private static final List<String> SUFFIXES = List.of(SUFFIX, Departures.END, Departures.LEAVE);
  private static final int MAX_ENTRIES = 4096;

  private final BoundedFiles files;
  private final SharedVolume volume;
  private final String directory;
  private Report.Finding finding;

  /**
   * @param volume null where there is none, and so no record
   */
  WorkerRecords(BoundedFiles files, SharedVolume volume) {
    this.files = files;
    this.volume = volume;
    directory = volume == null ? null : volume.path(DIRECTORY).toString();
  }

  /** The record of that very process, or nothing: it has not counted yet, or cannot. */
  public Optional<WorkerRecord> read(int pid, long startTicks) {
    if (volume == null) {
      return Optional.empty();
    }
    String path = directory + "/" + pid + SUFFIX;
    try {
      byte[] file = files.readNoFollow(path, WorkerRecord.MAX_BYTES + 1);
      Optional<WorkerRecord> record = WorkerRecord.parse(file);
      if (record.isEmpty()) {
        unreadable(path, "not a worker record of version 1 to 3");
      }
      return isOf(record, pid, startTicks) ? record : Optional.empty();
    } catch (KernelException failure) {
      if (failure.errno() != Errno.ENOENT) {
        unreadable(path, failure.getMessage());
      }
      return Optional.empty();
    }
  }

  private static boolean isOf(Optional<WorkerRecord> record, int pid, long startTicks) {
    return record.isPresent()
        && record.get().pid() == pid
        && record.get().startTicks() == startTicks;
  }

  private void unreadable(String path, String why) {
    finding =
        new Report.Finding(
            "WorkerRecordUnreadable", path + ": " + why + "; that worker's counts are left out");
  }

  /** Deletes what there is of processes that have ended. */
  public void prune(ProcessTable processes) {
    if (volume == null) {
      return;
    }
    int seen = 0;
    try (DirectoryStream<Path> entries = volume.entries(DIRECTORY)) {
      for (Path entry : entries) {
        if (++seen > MAX_ENTRIES) {
          break;
        }
        pruneIfDead(entry.getFileName().toString(), processes);
      }
    } catch (IOException | DirectoryIteratorException failure) {
      finding =
          new Report.Finding(
              "WorkerRecordUnreadable", directory + ": " + failure.getMessage() + "; records stay");
    }
  }

  private void pruneIfDead(String name, ProcessTable processes) throws IOException {
    int pid = pid(name);
    if (pid > 0 && !processes.mayBeAlive(pid)) {
      volume.delete(DIRECTORY + "/" + name);
    }
  }

  private static int pid(String name) {
    int end = name.indexOf('.');
    if (end < 0 || SUFFIXES.stream().noneMatch(name::endsWith)) {
      return 0;
    }
    try {
      return Integer.parseInt(name, 0, end, 10);
    } catch (NumberFormatException notOurs) {
      return 0;
    }
  }

  /** What was wrong since the last call, or null. */
  public Report.Finding takeFinding() {
    Report.Finding taken = finding;
    finding = null;
    return taken;
  }
}
