package io.prefork.e2e;

import java.util.List;
import java.util.Map;

/**
 * A user's command line of uWSGI, and what it has to come to under a policy with {@code
 * workers.max} of {@link #MOST}.
 *
 * @param words after the program and what every line has; {@code FOLDER} stands for the folder of
 *     the configuration files, {@code OWN} for one of the user's own, where statistics are expected
 *     at {@code stats}
 * @param environment of the container
 * @param start workers that it has begun with, and that it must still begin with
 * @param ceiling most workers that it can have
 * @param resized whether commands change the number of its workers
 * @param fifo name of the file that takes the commands, or null: there must be none
 */
record CeilingCase(
    String words,
    Map<String, String> environment,
    int start,
    int ceiling,
    boolean resized,
    String fifo) {

  static final int MOST = 6;
  private static final String OURS = "prefork.fifo";

  static List<CeilingCase> all() {
    return List.of(
        raised("", 1),
        raised("-p 3", 3),
        raised("--workers=3 --strict", 3),
        raised("--processes 2 --processes 3", 3),
        raised("--ini FOLDER/number.ini", 3),
        raised("--ini FOLDER/number.ini --processes 2", 2),
        raised("FOLDER/number.ini", 3),
        raised("FOLDER/number.yaml --strict", 3),
        raised("FOLDER/placeholder.ini", 3),
        raised("--ini FOLDER/open-condition.ini", 3),
        new CeilingCase("--ini FOLDER/variable.ini", Map.of("NUMBER", "3"), 3, MOST, true, OURS),
        new CeilingCase("--need-app", Map.of("UWSGI_WORKERS", "3"), 3, MOST, true, OURS),
        new CeilingCase("-p 8", Map.of(), 8, 8, true, OURS),
        new CeilingCase(
            "-p 2 --master-fifo OWN/their.fifo --stats OWN/stats",
            Map.of(),
            2,
            MOST,
            true,
            "their.fifo"),
        untouched("-p 4 FOLDER/number.ini", Map.of(), 3, 3),
        untouched("-p 4 --cheaper 2", Map.of(), 2, 4),
        untouched("--ini FOLDER/cheaper.ini", Map.of(), 2, 4),
        untouched("--ini FOLDER/cheaper-initial.ini", Map.of(), 3, 4),
        untouched("--ini FOLDER/idle.ini", Map.of(), 3, 3),
        untouched("-p 4", Map.of("UWSGI_CHEAPER", "2"), 2, 4));
  }

  private static CeilingCase raised(String words, int start) {
    return new CeilingCase(words, Map.of(), start, MOST, true, OURS);
  }

  private static CeilingCase untouched(
      String words, Map<String, String> environment, int start, int ceiling) {
    return new CeilingCase(words, environment, start, ceiling, false, null);
  }

  @Override
  public String toString() {
    return words + (environment.isEmpty() ? "" : " with " + environment);
  }
}
