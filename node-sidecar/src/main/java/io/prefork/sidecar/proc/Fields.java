package io.prefork.sidecar.proc;

/**
 * Goes from field to field of a text that {@code /proc} makes up, where it lies: most fields are
 * passed over, at every tick, in every process. What is not there reads as {@link #NONE}.
 */
final class Fields {
  static final long NONE = -1;

  private static final int MOST_DIGITS = 18;

  private final byte[] text;
  private int at;

  Fields(byte[] text, int at) {
    this.text = text;
    this.at = at;
  }

  /** Where in the text it has come to. */
  int at() {
    return at;
  }

  /** Goes back to the beginning. */
  void restart() {
    at = 0;
  }

  /** Passes over so many fields that a blank ends. */
  void skip(int fields) {
    for (int left = fields; left > 0 && at < text.length; at++) {
      if (text[at] == ' ') {
        left--;
      }
    }
  }

  /** Passes over blanks. */
  void skipBlanks() {
    while (at < text.length && (text[at] == ' ' || text[at] == '\t')) {
      at++;
    }
  }

  /** The digits from here on and, when there are any, what ends them: a blank or a line's end. */
  long number() {
    long number = digits();
    boolean whole = number != NONE && isEnd();
    at++;
    return whole ? number : NONE;
  }

  /** The same where that character ends them. */
  long numberBefore(char end) {
    long number = digits();
    boolean whole = at < text.length && text[at] == end;
    at++;
    return whole ? number : NONE;
  }

  private long digits() {
    int start = at;
    long number = 0;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      number = 10 * number + text[at++] - '0';
    }
    return at > start && at - start <= MOST_DIGITS ? number : NONE;
  }

  private boolean isEnd() {
    return at == text.length || text[at] == ' ' || text[at] == '\n';
  }

  /** Goes to behind that text; false when it does not come. */
  boolean find(byte[] wanted) {
    for (int start = at; start <= text.length - wanted.length; start++) {
      if (text[start] == wanted[0] && isAt(start, wanted)) {
        at = start + wanted.length;
        return true;
      }
    }
    return false;
  }

  private boolean isAt(int start, byte[] wanted) {
    for (int i = 1; i < wanted.length; i++) {
      if (text[start + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether that text is here. */
  boolean isNext(byte[] wanted) {
    return at >= 0
        && at <= text.length - wanted.length
        && text[at] == wanted[0]
        && isAt(at, wanted);
  }
}
