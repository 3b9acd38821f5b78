package io.prefork.standalone.screen;

import io.prefork.protocol.Report;
import java.io.IOException;

/** Where reports and messages go. */
public interface Output extends AutoCloseable {

  /**
   * @throws IOException when nobody reads any more
   */
  void show(Report report) throws IOException;

  /** One line for the person on call. */
  void say(String message);

  /** Leaves the output as it was found; from any thread. */
  @Override
  void close();
}
