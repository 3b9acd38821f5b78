package io.prefork.operator.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the Deployment tells the operator, by environment variables.
 *
 * @param namespace that the operator runs in: its lease and certificate are there
 * @param podName of this instance, its identity for the lease
 * @param sidecarImage reference of the image that is injected
 * @param reportInterval between two looks at a policy's pods, 1 second to 1 hour
 */
public record Settings(
    String namespace, String podName, String sidecarImage, Duration reportInterval) {

  private static final Pattern SHORT = Pattern.compile("([0-9]{1,6})(s|m|h)");
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * @throws IllegalArgumentException naming the variable, its value and what to write
   */
  public static Settings of(Map<String, String> environment) {
    return new Settings(
        required(environment, "PREFORK_NAMESPACE", "the namespace that the operator runs in"),
        required(environment, "PREFORK_POD_NAME", "the name of the operator's pod"),
        required(environment, "PREFORK_SIDECAR_IMAGE", "the reference of the sidecar's image"),
        interval("PREFORK_REPORT_INTERVAL", environment));
  }

  private static String required(Map<String, String> environment, String name, String meaning) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " is not set: set it to " + meaning);
    }
    return value;
  }

  private static Duration interval(String name, Map<String, String> environment) {
    String text = environment.getOrDefault(name, "10s");
    Duration interval = parse(text);
    if (interval == null || interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s is '%s': write a duration from 1s to 1h, such as 10s or PT10S".formatted(name, text));
    }
    return interval;
  }

  private static Duration parse(String text) {
    Matcher matcher = SHORT.matcher(text);
    String iso = matcher.matches() ? "PT" + matcher.group(1) + matcher.group(2) : text;
    try {
      return Duration.parse(iso);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
