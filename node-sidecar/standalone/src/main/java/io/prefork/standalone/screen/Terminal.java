package io.prefork.standalone.screen;

import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A terminal that is drawn on, on its alternate screen, so that what was there before comes back.
 * Source of the sequences: {@code console_codes(4)} and xterm's control sequences.
 */
final class Terminal {
  private static final int STANDARD_OUTPUT = 1;
  private static final long TIOCGWINSZ = 0x5413;
  private static final int WINSIZE_BYTES = 8;
  private static final int DEFAULT_ROWS = 24;
  private static final int DEFAULT_COLUMNS = 80;

  static final String ENTER = "\033[?1049h\033[?25l";
  static final String LEAVE = "\033[?25h\033[?1049l";
  private static final String HOME = "\033[H";
  private static final String CLEAR_TO_LINE_END = "\033[K";
  private static final String CLEAR_TO_SCREEN_END = "\033[J";

  private final OutputStream out;
  private boolean entered;
  private boolean left;

  Terminal(OutputStream out) {
    this.out = out;
  }

  /** Both at least 1. */
  record Size(int rows, int columns) {}

  /**
   * The size of the terminal that is this process's standard output, or nothing when that is none.
   * Source: {@code ioctl_tty(2)}.
   */
  static Optional<Size> sizeOfStandardOutput(Kernel kernel) {
    ByteBuffer size = Kernel.buffer(WINSIZE_BYTES);
    try {
      kernel.ioctl(STANDARD_OUTPUT, TIOCGWINSZ, MemorySegment.ofBuffer(size).address());
    } catch (KernelException noTerminal) {
      return Optional.empty();
    }
    int rows = Short.toUnsignedInt(size.getShort(0));
    int columns = Short.toUnsignedInt(size.getShort(Short.BYTES));
    return Optional.of(
        new Size(rows == 0 ? DEFAULT_ROWS : rows, columns == 0 ? DEFAULT_COLUMNS : columns));
  }

  /** In one write and over what is there: clearing first would flicker. */
  synchronized void draw(List<String> lines) throws IOException {
    if (left) {
      return;
    }
    StringBuilder text = new StringBuilder(entered ? HOME : ENTER + HOME);
    entered = true;
    for (int i = 0; i < lines.size(); i++) {
      text.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append(CLEAR_TO_LINE_END);
    }
    write(text.append(CLEAR_TO_SCREEN_END).toString());
  }

  /** Nothing is drawn after it. */
  synchronized void leave() {
    if (entered && !left) {
      try {
        write(LEAVE);
      } catch (IOException gone) {
        // Then there is nothing left to be restored.
      }
    }
    left = true;
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
