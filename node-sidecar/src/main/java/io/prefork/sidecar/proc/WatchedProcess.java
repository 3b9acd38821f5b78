package io.prefork.sidecar.proc;

import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Descriptor;
import io.prefork.sidecar.kernel.Glance;
import io.prefork.sidecar.kernel.KernelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One process, held by the open descriptor of its {@code stat}: such a descriptor answers ESRCH
 * once that process has ended, even when another has got its pid. Whatever else is opened by path
 * is believed only if {@code stat} still answers afterwards.
 */
public final class WatchedProcess implements AutoCloseable {
  /** By so much what comes before the resident set size may grow until the glance is another. */
  private static final int GROWTH_BYTES = 20;

  private static final int STATM_BYTES = 64;

  /** Of one more in the list of children. */
  private static final int CHILD_BYTES = 16;

  private final BoundedFiles files;
  private final String directory;
  private final Descriptor statFile;
  private final int pid;
  private final long startTicks;
  private Descriptor statmFile;
  private Descriptor childrenFile;
  private Descriptor rollupFile;
  private byte[] statText;
  private Stat stat;
  private byte[] statmText;
  private long residentBytes;
  private byte[] childrenText;
  private String children;

  WatchedProcess(BoundedFiles files, String directory) throws IOException {
    this.files = files;
    this.directory = directory;
    statFile = files.open(directory + "/stat");
    try {
      Stat first = stat();
      pid = first.pid();
      startTicks = first.startTicks();
    } catch (IOException gone) {
      statFile.close();
      throw gone;
    }
  }

  /** Process id. */
  public int pid() {
    return pid;
  }

  /** Clock ticks after boot; with the pid, the process's identity. */
  public long startTicks() {
    return startTicks;
  }

  /**
   * Fails with ESRCH once the process has ended.
   *
   * @return the very same as long as nothing in it has changed
   */
  public Stat stat() throws IOException {
    byte[] text = statFile.readOnce();
    if (text != statText) {
      stat = Stat.parse(text);
      statText = text;
    }
    return stat;
  }

  /** Resident set size, bytes: cheap, and a few pages off (the kernel counts it per processor). */
  public long residentBytes(Machine machine) throws IOException {
    if (statmFile == null) {
      statmFile = opened("/statm");
    }
    byte[] text = statmFile.readOnce();
    if (text != statmText) {
      residentBytes = Statm.residentBytes(text, machine.pageSize());
      statmText = text;
    }
    return residentBytes;
  }

  /**
   * The memory in full, as {@link Rollup#parse} takes it. Costs the kernel some 13 µs a resident
   * MB, and holds the process's memory map meanwhile.
   */
  public byte[] rollup() throws IOException {
    if (rollupFile == null) {
      rollupFile = opened("/smaps_rollup");
    }
    try {
      return rollupFile.readOnce();
    } catch (KernelException failure) {
      // After an exec the descriptor stays with the memory of the program before it.
      rollupFile.close();
      rollupFile = null;
      throw failure;
    }
  }

  /**
   * The pids of what its main thread has forked and of what fell to it, as text: good for seeing
   * that nothing has changed. Source: {@code proc_tid_children(5)}.
   *
   * @return the very same as long as it is so
   * @throws KernelException also on a kernel without {@code CONFIG_PROC_CHILDREN}
   */
  public String children() throws IOException {
    if (childrenFile == null) {
      childrenFile = opened("/task/" + pid + "/children");
    }
    byte[] text = childrenFile.readOnce();
    if (text != childrenText) {
      children = new String(text, StandardCharsets.ISO_8859_1);
      childrenText = text;
    }
    return children;
  }

  /**
   * Adds what tells whether anything has happened to it: its faults, its processor time, and its
   * size, which is 0 once it has ended. Not its state: that it happens to run just now is nothing
   * new, no more than which processor it last ran on.
   *
   * <p>Of a master, whose children have been asked for, those instead of its processor time: it
   * wakes up each second to see after its workers, and has nothing to show for it.
   */
  void addTo(Glance glance) {
    int from = Stat.behindState(statText);
    if (childrenFile == null) {
      int bytes = Stat.behindResident(statText) - from + GROWTH_BYTES;
      glance.add(statFile, from, bytes);
      return;
    }
    glance.add(statFile, from, Stat.behindFaults(statText) - from);
    glance.add(childrenFile, 0, 2 * childrenText.length + CHILD_BYTES);
    if (statmFile != null) {
      glance.add(statmFile, 0, STATM_BYTES);
    }
  }

  byte[] read(String file, int limit) throws IOException {
    byte[] bytes = files.read(directory + file, limit);
    stat();
    return bytes;
  }

  private Descriptor opened(String file) throws IOException {
    Descriptor descriptor = files.open(directory + file);
    try {
      stat();
    } catch (IOException gone) {
      descriptor.close();
      throw gone;
    }
    return descriptor;
  }

  @Override
  public void close() {
    statFile.close();
    if (statmFile != null) {
      statmFile.close();
    }
    if (rollupFile != null) {
      rollupFile.close();
    }
    if (childrenFile != null) {
      childrenFile.close();
    }
  }
}
