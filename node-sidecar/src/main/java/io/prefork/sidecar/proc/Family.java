package io.prefork.sidecar.proc;

import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.KernelException;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One process and what it has started, and what that has started in turn; a machine may run
 * thousands besides. Source: {@code proc_pid_task(5)}, {@code children}; on a kernel without that
 * file, all processes.
 */
public final class Family implements Pids {
  private static final int CHILDREN_BYTES = 64 * 1024;

  private final BoundedFiles files;
  private final String root;
  private final String head;

  /**
   * @param root the proc file system, {@code /proc}
   * @param head pid of the oldest of the family
   */
  public Family(BoundedFiles files, String root, int head) {
    this.files = files;
    this.root = root;
    this.head = String.valueOf(head);
  }

  @Override
  public String[] list() {
    if (!new File(root, "thread-self/children").exists()) {
      return new File(root).list();
    }
    List<String> all = new ArrayList<>();
    all.add(head);
    for (int i = 0; i < all.size() && all.size() < ProcessTable.MAX_PROCESSES; i++) {
      addChildren(root + "/" + all.get(i) + "/task", all);
    }
    return all.toArray(new String[0]);
  }

  /** Each thread has its own. */
  private void addChildren(String tasks, List<String> all) {
    String[] threads = new File(tasks).list();
    for (String thread : threads == null ? new String[0] : threads) {
      for (String child : children(tasks + "/" + thread + "/children").split(" ")) {
        if (!child.isEmpty()) {
          all.add(child);
        }
      }
    }
  }

  private String children(String file) {
    try {
      return new String(files.read(file, CHILDREN_BYTES), StandardCharsets.US_ASCII);
    } catch (KernelException ended) {
      return "";
    }
  }
}
