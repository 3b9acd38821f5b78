package io.prefork.operator.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reports under {@code src/test/resources/reports}, read as if they had just come in. */
public final class RecordedReports {

  private RecordedReports() {}

  /**
   * @param name of the file without its extension
   */
  public static Reading read(String name) {
    byte[] body = bytes("/reports/" + name + ".json");
    Clock then = Clock.fixed(Instant.parse(member(body, "takenAt")), ZoneOffset.UTC);
    return new ReportReader(then).read(body, member(body, "uid"));
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = RecordedReports.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String member(byte[] body, String name) {
    Matcher matcher =
        Pattern.compile("\"" + name + "\":\"([^\"]+)\"")
            .matcher(new String(body, StandardCharsets.UTF_8));
    if (!matcher.find()) {
      throw new IllegalArgumentException("no " + name + " in the recording");
    }
    return matcher.group(1);
  }
}
