package io.prefork.standalone.policy;

import java.util.regex.Pattern;

/** How names must look. Source: Kubernetes documentation, "Labels and Selectors". */
final class Labels {
  private static final int NAME_LENGTH = 63;
  private static final int PREFIX_LENGTH = 253;
  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private Labels() {}

  /** A label's key: {@code app} or {@code example.com/app}. */
  static boolean isQualifiedName(String text) {
    int slash = text.indexOf('/');
    return (slash < 0 || isSubdomain(text.substring(0, slash)))
        && isName(text.substring(slash + 1));
  }

  static boolean isValue(String text) {
    return text.isEmpty() || isName(text);
  }

  /** As the names of most objects are. */
  static boolean isSubdomain(String text) {
    return text.length() <= PREFIX_LENGTH && PREFIX.matcher(text).matches();
  }

  private static boolean isName(String text) {
    return text.length() <= NAME_LENGTH && NAME.matcher(text).matches();
  }
}
