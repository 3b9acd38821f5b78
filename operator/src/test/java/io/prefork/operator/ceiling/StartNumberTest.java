package io.prefork.operator.ceiling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.prefork.operator.ceiling.StartNumber.Ambiguous;
import io.prefork.operator.ceiling.StartNumber.InConfiguration;
import io.prefork.operator.ceiling.StartNumber.Known;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartNumberTest {

  private static StartNumber of(String words, String... variables) {
    return StartNumber.of(
        new CommandLine(List.of(words.split(" "))),
        Stream.of(variables).map(name -> new EnvVar(name, "4", null)).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "--master -p 4, 4",
    "-p4 --module shop, 4",
    "--processes 4, 4",
    "--processes=4, 4",
    "--workers 4, 4",
    "--workers=4 --need-app, 4",
    "--ini app.ini --processes 4, 4",
    "--ini=app.ini -p 4, 4",
    "-p 4 --touch-reload app.ini, 4",
  })
  void isKnownWhereNothingAfterItCanChangeIt(String words, int workers) {
    assertEquals(new Known(workers), of(words));
  }

  @Test
  void theLastOfSeveralOnTheCommandLineCounts() {
    assertEquals(new Known(8), of("-p 4 --workers=8"));
    assertEquals(new Known(8), of("--workers=8", "UWSGI_PROCESSES"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--master --module shop:application",
        "--ini app.ini",
        "--ini=app.ini:production",
        "--yaml app.yaml",
        "app.ini",
        "--http-socket :8000 app.yml",
        "--processes $(WORKERS)",
      })
  void isLookedUpByUwsgiWhereOnePlaceHasIt(String words) {
    assertEquals(new InConfiguration(), of(words));
  }

  @Test
  void aVariableAloneIsLookedUpToo() {
    assertEquals(new InConfiguration(), of("--master", "UWSGI_WORKERS"));
    assertEquals(new InConfiguration(), of("--master", "UWSGI_INI"));
  }

  @Test
  void isAmbiguousWhereAFileIsReadLater() {
    assertEquals(new Ambiguous("-p 4", "app.ini"), of("-p 4 app.ini"));
    assertEquals(new Ambiguous("-p 4", "app.ini"), of("app.ini -p 4"));
    assertEquals(new Ambiguous("--workers=4", "--ini app.ini"), of("--workers=4 --ini app.ini"));
    assertEquals(
        new Ambiguous("--ini base.ini", "--ini app.ini"), of("--ini base.ini --ini app.ini"));
    assertEquals(new Ambiguous("UWSGI_PROCESSES", "app.ini"), of("app.ini", "UWSGI_PROCESSES"));
    assertEquals(new Ambiguous("UWSGI_INI", "--ini app.ini"), of("--ini app.ini", "UWSGI_INI"));
  }
}
