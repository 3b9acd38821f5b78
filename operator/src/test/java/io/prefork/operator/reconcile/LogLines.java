package io.prefork.operator.reconcile;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is logged while this is open, by the configuration that the operator runs with. */
final class LogLines implements AutoCloseable {

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  LogLines() {
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  List<String> all() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  List<String> with(String words) {
    return all().stream().filter(line -> line.contains(words)).toList();
  }

  /** Shows the lines where they would have been. */
  @Override
  public void close() {
    System.setErr(before);
    all().forEach(before::println);
  }
}
