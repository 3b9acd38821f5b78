package io.prefork.standalone.screen;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.Kernel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The latest report on a terminal, drawn anew each time. */
public final class LiveTable implements Output {
  private static final int MESSAGES = 3;

  private final Terminal terminal;
  private final Supplier<Optional<Terminal.Size>> size;
  private final Deque<String> messages = new ArrayDeque<>();

  LiveTable(OutputStream out, Supplier<Optional<Terminal.Size>> size) {
    this.terminal = new Terminal(out);
    this.size = size;
  }

  /**
   * Nothing when standard output is no terminal.
   *
   * @param out standard output
   */
  public static Optional<Output> on(OutputStream out, Kernel kernel) {
    return Terminal.sizeOfStandardOutput(kernel)
        .map(any -> new LiveTable(out, () -> Terminal.sizeOfStandardOutput(kernel)));
  }

  @Override
  public void show(Report report) throws IOException {
    Terminal.Size now = size.get().orElseThrow(() -> new IOException("the terminal is gone"));
    terminal.draw(Frame.of(report, List.copyOf(messages), now.columns(), now.rows()));
  }

  @Override
  public void say(String message) {
    messages.addLast(message);
    if (messages.size() > MESSAGES) {
      messages.removeFirst();
    }
  }

  @Override
  public void close() {
    terminal.leave();
  }
}
