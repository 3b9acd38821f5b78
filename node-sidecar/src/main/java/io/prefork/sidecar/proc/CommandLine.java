package io.prefork.sidecar.proc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Parser of {@code /proc/PID/cmdline}. Source: {@code proc_pid_cmdline(5)}. */
public final class CommandLine {
  private CommandLine() {}

  /** The arguments; empty for a kernel thread or a zombie. A rewritten title is one argument. */
  public static List<String> parse(byte[] file) {
    List<String> arguments = new ArrayList<>();
    int start = 0;
    for (int end = 0; end < file.length; end++) {
      if (file[end] == 0) {
        arguments.add(new String(file, start, end - start, StandardCharsets.UTF_8));
        start = end + 1;
      }
    }
    if (start < file.length) {
      arguments.add(new String(file, start, file.length - start, StandardCharsets.UTF_8));
    }
    dropPadding(arguments);
    return List.copyOf(arguments);
  }

  private static void dropPadding(List<String> arguments) {
    while (!arguments.isEmpty() && arguments.getLast().isEmpty()) {
      arguments.removeLast();
    }
  }
}
