package io.prefork.sidecar.serve;

/**
 * Text in Prometheus' exposition format, version 0.0.4. A sample whose value is null is left out.
 */
final class Exposition {
  private final StringBuilder out = new StringBuilder(4096);
  private String family;

  /**
   * Starts a family: its samples follow.
   *
   * @param type {@code gauge} or {@code counter}
   */
  Exposition family(String name, String type, String help) {
    family = name;
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /** A family of one sample; nothing at all when it was not measured. */
  void measured(String name, String type, String help, Number value) {
    if (value != null) {
      family(name, type, help).sample(value);
    }
  }

  Exposition sample(Number value) {
    return sample("", value);
  }

  /**
   * @param labels made by {@link #label}, with commas between
   */
  Exposition sample(String labels, Number value) {
    if (value != null) {
      out.append(family);
      if (!labels.isEmpty()) {
        out.append('{').append(labels).append('}');
      }
      out.append(' ').append(value).append('\n');
    }
    return this;
  }

  static String label(String name, String value) {
    String escaped =
        value == null ? "" : value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + "\"";
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
