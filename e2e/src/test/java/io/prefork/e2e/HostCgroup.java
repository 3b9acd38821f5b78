package io.prefork.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A memory cgroup of this host, of version 1 or 2, as the application's container of a {@link
 * HostPod} has one. Sources: {@code admin-guide/cgroup-v1/memory.rst} and {@code cgroup-v2.rst} of
 * the Linux kernel.
 */
final class HostCgroup implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final Path limit;

  private HostCgroup(Path directory, Path limit) {
    this.directory = directory;
    this.limit = limit;
  }

  /** A new one; aborts the test, saying why, where this host lets us make none. */
  static HostCgroup create(long limitBytes) {
    boolean unified = Files.exists(MOUNT.resolve("cgroup.controllers"));
    Path directory =
        MOUNT
            .resolve(unified ? "" : "memory")
            .resolve("prefork-it-" + ProcessHandle.current().pid());
    try {
      Files.createDirectory(directory);
    } catch (IOException refused) {
      return abort("this host lets us make no memory cgroup: " + refused);
    }
    String file = unified ? "memory.max" : "memory.limit_in_bytes";
    HostCgroup made = new HostCgroup(directory, directory.resolve(file));
    if (!Files.exists(made.limit)) {
      made.close();
      abort("a cgroup of this host has no " + file + ": enable the controller memory for it");
    }
    made.limit(limitBytes);
    return made;
  }

  /** Sets the limit. */
  void limit(long bytes) {
    try {
      Files.writeString(limit, "" + bytes);
    } catch (IOException refused) {
      throw new AssertionError(limit + " takes no " + bytes, refused);
    }
  }

  /** What a command line begins with that runs as a member from its first instruction on. */
  List<String> entrance() {
    return List.of(
        "sh", "-c", "echo $$ >\"$0\" && exec \"$@\"", directory.resolve("cgroup.procs").toString());
  }

  /** Removes it, once what was killed in it has gone. */
  @Override
  public void close() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(IOException.class::isInstance)
        .until(() -> Files.deleteIfExists(directory));
  }
}
