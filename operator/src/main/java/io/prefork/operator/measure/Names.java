package io.prefork.operator.measure;

import java.util.List;

/** Names in a message: a few, in a fixed order, so that the same pods make the same message. */
final class Names {

  private static final int MOST = 3;

  private Names() {}

  /** Such as {@code web-1, web-2, web-3 and 4 more}. */
  static String list(List<String> names) {
    List<String> sorted = names.stream().sorted().toList();
    String shown = String.join(", ", sorted.subList(0, Math.min(MOST, sorted.size())));
    int left = sorted.size() - MOST;
    return left > 0 ? shown + " and " + left + " more" : shown;
  }
}
