package io.prefork.sidecar.bootstrap;

/**
 * A call in a worker that switches Python's garbage collector on, as its record names it: {@code
 * OUTCOME gc.FUNCTION MODULE (FILE:LINE)}.
 *
 * @param outcome what became of it
 * @param function such as {@code gc.enable}, or null: an earlier bootstrap did not say
 * @param caller module, file and line, one line for a person
 */
public record Reenabling(Outcome outcome, String function, String caller) {

  /** What became of a call. */
  public enum Outcome {
    /** It did what it does, which undid nothing of the policy. */
    NOTICED("Noticed gc."),
    /** It returned, and did nothing. */
    HELD_BACK("HeldBack gc."),
    /** The collector policy of this worker is not in force any more. */
    UNDONE("Undone gc.");

    private final String beginning;

    Outcome(String beginning) {
      this.beginning = beginning;
    }
  }

  private static final int FUNCTION_PREFIX = "gc.".length();

  /**
   * @param named {@link WorkerRecord#reenabledBy()}; what is not of that form was written by an
   *     earlier bootstrap, which wrote {@code module:line}
   */
  public static Reenabling of(String named) {
    for (Outcome outcome : Outcome.values()) {
      int length = outcome.beginning.length();
      int blank = named.indexOf(' ', length);
      if (blank > 0 && named.startsWith(outcome.beginning)) {
        String function = named.substring(length - FUNCTION_PREFIX, blank);
        return new Reenabling(outcome, function, known(named.substring(blank + 1)));
      }
    }
    return new Reenabling(Outcome.NOTICED, null, known(named));
  }

  private static String known(String caller) {
    return caller.isEmpty() || caller.equals("?") ? "a module that is not known" : caller;
  }

  /** The call in words, such as {@code gc.enable in shop.codec (/app/codec.py:7)}. */
  public String inWords() {
    return (function == null ? "a function of gc" : function) + " in " + caller;
  }
}
