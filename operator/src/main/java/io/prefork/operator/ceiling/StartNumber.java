package io.prefork.operator.ceiling;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the number of workers comes from that the user has uWSGI start with.
 *
 * <p>Of several declarations uWSGI takes the last. It reads the environment first, then the options
 * in their order, each configuration file where its option stands, and last the configuration files
 * that are named without an option ({@code uwsgi_commandline_config} in its core/init.c).
 */
sealed interface StartNumber {

  /** It is the last word on the command line. */
  record Known(int workers) implements StartNumber {}

  /** At most one place declares it, and uWSGI itself can look it up there. */
  record InConfiguration() implements StartNumber {}

  /**
   * More than one place may declare it, and what is in a file cannot be seen.
   *
   * @param first a place that declares it or may
   * @param second another that may, and that uWSGI reads later
   */
  record Ambiguous(String first, String second) implements StartNumber {}

  /**
   * @param environment of the container
   */
  static StartNumber of(CommandLine commandLine, List<EnvVar> environment) {
    List<Place> places = Place.all(commandLine.words(), environment);
    Optional<Place> number = places.stream().filter(Place::isNumber).reduce((_, last) -> last);
    if (places.size() > 1 && !(places.getLast().isNumber() && places.getLast().isPlain())) {
      return new Ambiguous(places.get(places.size() - 2).text(), places.getLast().text());
    }
    return number
        .filter(Place::isPlain)
        .<StartNumber>map(place -> new Known(Integer.parseInt(place.value())))
        .orElseGet(InConfiguration::new);
  }

  /**
   * Something that declares the number, or may.
   *
   * @param value the number, or null for a file
   */
  record Place(String text, String value) {

    private static final Pattern NUMBER =
        Pattern.compile("(?:--(?:processes|workers)(?:=|$)|-p)(.*)");
    private static final Pattern FILE =
        Pattern.compile(
            "(?:--(?:ini|ini-paste|ini-paste-raw|xml|yaml|yml|json|config|include|inherit)(?:=|$)"
                + "|-[xyj])(.*)");
    private static final Pattern FILE_NAME =
        Pattern.compile("[^-].*\\.(ini|xml|ya?ml|json|js)(:.*)?");
    private static final Set<String> NUMBER_VARIABLES = Set.of("UWSGI_PROCESSES", "UWSGI_WORKERS");
    private static final Set<String> FILE_VARIABLES =
        Set.of("UWSGI_INI", "UWSGI_XML", "UWSGI_YAML", "UWSGI_YML", "UWSGI_JSON", "UWSGI_CONFIG");

    boolean isNumber() {
      return value != null;
    }

    boolean isPlain() {
      return value != null && value.matches("[0-9]{1,6}");
    }

    /** In the order in which uWSGI reads them. */
    private static List<Place> all(List<String> words, List<EnvVar> environment) {
      List<Place> places = new ArrayList<>();
      for (EnvVar variable : environment) {
        if (NUMBER_VARIABLES.contains(variable.getName())) {
          places.add(new Place(variable.getName(), ""));
        } else if (FILE_VARIABLES.contains(variable.getName())) {
          places.add(new Place(variable.getName(), null));
        }
      }
      List<Place> named = new ArrayList<>();
      for (int i = 0; i < words.size(); i++) {
        String word = words.get(i);
        Matcher number = NUMBER.matcher(word);
        Matcher file = FILE.matcher(word);
        String next = i + 1 < words.size() ? words.get(i + 1) : "";
        if (number.matches()) {
          boolean apart = number.group(1).isEmpty();
          places.add(new Place(apart ? word + " " + next : word, apart ? next : number.group(1)));
          i += apart ? 1 : 0;
        } else if (file.matches()) {
          boolean apart = file.group(1).isEmpty();
          places.add(new Place(apart ? word + " " + next : word, null));
          i += apart ? 1 : 0;
        } else if (FILE_NAME.matcher(word).matches() && !isWatched(words, i)) {
          named.add(new Place(word, null));
        }
      }
      places.addAll(named);
      return places;
    }

    /** Whether the word is a file that uWSGI is told to watch. */
    private static boolean isWatched(List<String> words, int index) {
      return index > 0 && words.get(index - 1).matches("--(touch-|fs-).*");
    }
  }
}
