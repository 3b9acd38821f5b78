package io.prefork.standalone.screen;

import java.util.ArrayList;
import java.util.List;

/** Lines of at most so many columns, without anything that a terminal would obey. */
final class Lines {
  private static final int LABEL_COLUMNS = 11;

  private final int columns;
  private final List<String> lines = new ArrayList<>();

  Lines(int columns) {
    this.columns = columns;
  }

  /** One line; what is too long is cut off. */
  Lines add(String text) {
    String clean = clean(text);
    lines.add(clean.length() > columns ? clean.substring(0, columns) : clean);
    return this;
  }

  /** As many lines as it takes, broken between words, the label before the first. */
  Lines addLabelled(String label, String text) {
    StringBuilder line = new StringBuilder(label);
    pad(line);
    for (String word : clean(text).split(" ")) {
      if (line.length() > LABEL_COLUMNS && line.length() + 1 + word.length() > columns) {
        add(line.toString());
        line.setLength(0);
        pad(line);
      }
      line.append(line.length() > LABEL_COLUMNS ? " " : "").append(word);
    }
    return add(line.toString());
  }

  private static void pad(StringBuilder line) {
    line.append(" ".repeat(Math.max(0, LABEL_COLUMNS - line.length())));
  }

  int count() {
    return lines.size();
  }

  /** The first {@code most} of them. */
  List<String> first(int most) {
    return List.copyOf(lines.subList(0, Math.min(most, lines.size())));
  }

  /** Server and application choose some of the text: an escape sequence in it must stay text. */
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      clean.append(character < ' ' || character > '~' ? '?' : character);
    }
    return clean.toString();
  }
}
