package io.prefork.sidecar.cgroup;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.KernelException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The groups that one process is in, held open. They are looked for in the process's own file
 * system, where a container sees its group, and are believed only if that very process is in them.
 * The root of a hierarchy is the machine, and no container.
 */
public final class Container implements AutoCloseable {
  private static final int PLACEMENT_BYTES = 8 * 1024;
  private static final int PIDS_BYTES = 64 * 1024;

  private final BoundedFiles files;
  private final String pid;
  private final MemoryCgroup memory;
  private final ProcessorCgroup processor;
  private boolean anyRoot;

  /**
   * @param procRoot the proc file system, {@code /proc}
   * @param pid of a process of the container
   */
  public Container(BoundedFiles files, String procRoot, int pid) {
    this.files = files;
    this.pid = String.valueOf(pid);
    String mounts = procRoot + "/" + pid + "/root/sys/fs/cgroup";
    Placement placement = placement(procRoot + "/" + pid + "/cgroup");
    String unified = group(placement.version2(mounts));
    String memory1 = group(placement.version1("memory", mounts));
    memory = memory1 != null ? new MemoryCgroup1(files, memory1) : memory2(unified);
    String accounting = group(placement.version1("cpuacct", mounts));
    String bandwidth = group(placement.version1("cpu", mounts));
    processor =
        accounting != null || bandwidth != null
            ? new ProcessorCgroup1(files, accounting, bandwidth)
            : processor2(unified);
  }

  private Placement placement(String file) {
    try {
      return new Placement(text(file, PLACEMENT_BYTES));
    } catch (KernelException denied) {
      return new Placement("");
    }
  }

  private MemoryCgroup memory2(String directory) {
    return directory == null ? null : new MemoryCgroup2(files, directory);
  }

  private ProcessorCgroup processor2(String directory) {
    return directory == null ? null : new ProcessorCgroup2(files, directory);
  }

  private String group(List<String> places) {
    for (String place : places) {
      if (holdsTheProcess(place)) {
        if (!isRoot(place)) {
          return place;
        }
        anyRoot = true;
      }
    }
    return null;
  }

  private boolean holdsTheProcess(String directory) {
    try {
      String pids = "\n" + text(directory + "/cgroup.procs", PIDS_BYTES);
      return pids.contains("\n" + pid + "\n");
    } catch (KernelException notThere) {
      return false;
    }
  }

  /** Only the root of version 1 has a release agent; only that of version 2 lacks a type. */
  private boolean isRoot(String directory) {
    return exists(directory + "/release_agent")
        || (exists(directory + "/cgroup.controllers") && !exists(directory + "/cgroup.type"));
  }

  private boolean exists(String file) {
    try {
      files.openNoFollow(file).close();
      return true;
    } catch (KernelException absent) {
      return false;
    }
  }

  private String text(String file, int limit) throws KernelException {
    return new String(files.readNoFollow(file, limit), StandardCharsets.ISO_8859_1);
  }

  /** Its memory now, or null. */
  public Report.Memory memory() {
    return memory == null ? null : memory.read();
  }

  /** All memory that is charged to it at this moment, bytes, or null. */
  public Long usageBytes() {
    return memory == null ? null : memory.usageBytes();
  }

  /** Its processor time so far, or null. */
  public ProcessorTimes processor() {
    return processor == null ? null : processor.read();
  }

  /** Whether the process runs outside of any container, so that there is nothing to find. */
  public boolean isMachine() {
    return memory == null && anyRoot;
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
    if (processor != null) {
      processor.close();
    }
  }
}
