package io.prefork.sidecar.act;

import java.util.ArrayList;
import java.util.List;

/** Options on a server's command line, written as one argument or as two. Pure. */
final class Options {
  private Options() {}

  /** Every value of the option, in order; empty where it is not given. */
  static List<String> values(List<String> arguments, String option) {
    List<String> values = new ArrayList<>();
    for (int i = 1; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals(option) && i + 1 < arguments.size()) {
        values.add(arguments.get(i + 1));
      } else if (argument.length() > option.length()
          && argument.startsWith(option)
          && argument.charAt(option.length()) == '=') {
        values.add(argument.substring(option.length() + 1));
      }
    }
    return values;
  }
}
