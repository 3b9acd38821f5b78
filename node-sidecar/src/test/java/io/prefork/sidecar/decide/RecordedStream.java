package io.prefork.sidecar.decide;

import java.util.ArrayList;
import java.util.List;

/** One recorded tick a line; {@code src/test/resources/README.md} says what its fields are. */
final class RecordedStream {
  private RecordedStream() {}

  static Observation parse(String line) {
    String[] parts = line.split(";");
    String[] pool = parts[0].split(" ");
    List<WorkerState> workers = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      workers.add(worker(parts[i].split(" ")));
    }
    Memory memory =
        new Memory(
            number(pool[4]),
            null,
            number(pool[5]),
            number(pool[6]),
            number(pool[7]),
            decimal(pool[8]));
    Processor processor =
        new Processor(decimal(pool[9]), decimal(pool[10]), decimal(pool[11]), decimal(pool[12]));
    return new Observation(
        Long.parseLong(pool[1]), workers, whole(pool[2]), whole(pool[3]), memory, processor);
  }

  private static WorkerState worker(String[] fields) {
    return new WorkerState(
        new WorkerId(Integer.parseInt(fields[0]), Long.parseLong(fields[1])),
        number(fields[2]),
        number(fields[3]),
        number(fields[4]),
        number(fields[6]),
        number(fields[7]),
        fields[8].equals("-") ? null : (Boolean) fields[8].equals("1"),
        number(fields[5]),
        null,
        null);
  }

  private static Long number(String field) {
    return field.equals("-") ? null : Long.valueOf(field);
  }

  private static Integer whole(String field) {
    return field.equals("-") ? null : Integer.valueOf(field);
  }

  private static Double decimal(String field) {
    return field.equals("-") ? null : Double.valueOf(field);
  }
}
