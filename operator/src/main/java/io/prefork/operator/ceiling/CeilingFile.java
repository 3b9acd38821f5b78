package io.prefork.operator.ceiling;

import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The configuration file that gives uWSGI room for more workers. It is named last on the command
 * line and without an option: so uWSGI reads it after everything else, and the last declaration of
 * a number counts.
 *
 * <p>With {@code cheaper} on, uWSGI starts {@code cheaper-initial} workers and can have as many as
 * {@code processes}; with the algorithm {@code manual} only commands change their number.
 *
 * <p>What the user's own files say cannot be seen from outside, but uWSGI's configuration logic can
 * look: {@code if-opt} holds where an option has been read, {@code %(_)} is its value. A condition
 * cannot stand in another one.
 */
public final class CeilingFile {

  /** Where the file is in the application's container. */
  public static final String PATH = "/etc/prefork.io/uwsgi.ini";

  /** The command channel that is opened where the user has declared none. */
  public static final String FIFO = "/run/prefork.io/uwsgi.fifo";

  private static final String FROM_CONFIGURATION =
      """
      ; Start with the number that is declared so far. Without one, uWSGI starts one worker.
      if-not-opt = cheaper-initial
      cheaper-initial = 0
      end-if =
      if-opt = processes
      cheaper-initial = %(_)
      end-if =
      if-opt = workers
      cheaper-initial = %(_)
      end-if =
      if-opt = cheaper
      cheaper-initial = %(cheaper-initial)
      end-if =
      """;

  private CeilingFile() {}

  /**
   * @param ceiling most workers, 2 or more
   * @param start number of workers to start with, or empty: the one that the user's configuration
   *     declares
   */
  static String text(int ceiling, Optional<Integer> start) {
    return """
    ; Added by prefork.io: room for workers.max of the MemoryPolicy. Only commands change the number of workers.
    [uwsgi]
    ; Ends a condition that the file before this one may have left open.
    end-if =
    %s; Whoever sizes the pool in another way, or opens files under another root, is left alone.
    %sif-not-opt = prefork-left-alone
    processes = %d
    cheaper = 1
    %scheaper-algo = manual
    ; A master-fifo that is declared before this one stays the one that is open.
    master-fifo = %s
    end-if =
    """
        .formatted(
            start.isPresent() ? "" : FROM_CONFIGURATION,
            CeilingPlan.FOREIGN.stream().map(CeilingFile::yieldTo).collect(Collectors.joining()),
            ceiling,
            start.map("cheaper-initial = %d\n"::formatted).orElse(""),
            FIFO);
  }

  private static String yieldTo(String option) {
    return """
    if-opt = %1$s
    set-placeholder = prefork-left-alone=%1$s
    print = prefork.io: workers.max is not applied, since the configuration has %1$s = %%(_)
    end-if =
    """
        .formatted(option);
  }
}
