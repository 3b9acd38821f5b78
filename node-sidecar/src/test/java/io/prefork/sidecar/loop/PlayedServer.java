package io.prefork.sidecar.loop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code loop/server.py}: real processes that look like a server, and tell what reaches them. */
final class PlayedServer implements AutoCloseable {
  /** Python goes by its own name to find its library, and a process builder gives no other. */
  private static final String RENAME =
      "import os, sys; os.environ['PYTHONHOME'] = sys.base_prefix + ':' + sys.base_exec_prefix;"
          + " os.execv(os.readlink('/proc/self/exe'), sys.argv[1:])";

  private final Process process;
  private final Writer in;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final List<String> said = new ArrayList<>();

  /**
   * @param name under which it runs, {@code gunicorn} or {@code uwsgi}
   * @param others children that are no workers
   * @param fifo or null
   */
  PlayedServer(
      String name, int workers, int others, Path fifo, Path volume, Map<String, String> variables)
      throws Exception {
    Path script = Path.of(PlayedServer.class.getResource("/loop/server.py").toURI());
    ProcessBuilder builder =
        new ProcessBuilder(
            "python3",
            "-c",
            RENAME,
            name,
            script.toString(),
            "" + workers,
            "" + others,
            fifo == null ? "-" : fifo.toString());
    builder.environment().keySet().removeIf(key -> key.startsWith("UWSGI_"));
    builder.environment().remove("XDG_RUNTIME_DIR");
    builder.environment().put("PREFORK_DIR", volume.toString());
    builder.environment().put("HOME", volume.toString());
    builder.environment().putAll(variables);
    process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    in = process.outputWriter();
    BufferedReader out = process.inputReader();
    Thread.ofVirtual().start(() -> listen(out));
    answer();
  }

  private void listen(BufferedReader out) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("= ")) {
          answers.add(line.substring(2));
        } else {
          synchronized (said) {
            said.add(line);
          }
        }
      }
    } catch (IOException closed) {
      // It has ended.
    }
  }

  private String answer() {
    try {
      String answer = answers.poll(60, TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError("the played server says nothing; so far: " + said());
      }
      return answer;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized String tell(String line) {
    try {
      in.write(line + "\n");
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer();
  }

  int master() {
    return (int) process.pid();
  }

  List<Integer> workers() {
    return pids(tell("pids").split("\\|", -1)[0]);
  }

  List<Integer> others() {
    return pids(tell("pids").split("\\|", -1)[1]);
  }

  private static List<Integer> pids(String words) {
    return Stream.of(words.split(" "))
        .filter(word -> !word.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }

  /** That worker becomes another program. */
  void become(int worker) {
    tell("become " + worker);
  }

  /**
   * That worker is killed, and another program gets its pid.
   *
   * @return false where the kernel does not let one choose
   */
  boolean take(int worker) {
    String answer = tell("take " + worker);
    if (!answer.equals("taken") && !answer.startsWith("cannot choose a pid: ")) {
      throw new AssertionError(answer);
    }
    return answer.equals("taken");
  }

  /** Nobody reads the FIFO any more. */
  void leaveTheFifo() {
    tell("unread");
  }

  /** What has reached its processes, one line each, without their pids. */
  List<String> said() {
    synchronized (said) {
      return said.stream().map(line -> line.replaceFirst(" [0-9]+ ", " ")).toList();
    }
  }

  /** Whether that pid is a process with that command line. */
  static boolean runs(int pid, String command) {
    try {
      String[] line = Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0");
      return line[0].equals(command);
    } catch (IOException gone) {
      return false;
    }
  }

  /** As when its container is killed. */
  void kill() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    kill();
  }
}
