package io.prefork.sidecar.proc;

import java.util.ArrayList;
import java.util.List;

/** Options on a server's command line, written as one argument or as two. Pure. */
public final class Options {
  private Options() {}

  /**
   * @param names of one option
   * @return every value of it, in order; empty where it is not given
   */
  public static List<String> values(List<String> arguments, String... names) {
    List<String> values = new ArrayList<>();
    for (int i = 1; i < arguments.size(); i++) {
      String next = i + 1 < arguments.size() ? arguments.get(i + 1) : null;
      for (String name : names) {
        String value = value(name, arguments.get(i), next);
        if (value != null) {
          values.add(value);
        }
      }
    }
    return values;
  }

  /** The last value, which wins in most servers; null where the option is not given. */
  public static String last(List<String> arguments, String... names) {
    List<String> values = values(arguments, names);
    return values.isEmpty() ? null : values.getLast();
  }

  private static String value(String name, String argument, String next) {
    if (argument.equals(name)) {
      return next;
    }
    return argument.startsWith(name)
            && argument.length() > name.length()
            && argument.charAt(name.length()) == '='
        ? argument.substring(name.length() + 1)
        : null;
  }
}
