package io.prefork.operator.report;

import java.net.URI;

/**
 * Where one pod's report is.
 *
 * @param uri of {@code /report}
 * @param podUid {@code metadata.uid} of the pod that must be speaking there
 */
public record ReportSource(URI uri, String podUid) {

  /**
   * @param address IPv4 or IPv6, as the pod's status has it
   * @param port 1..65535
   */
  public static ReportSource of(String address, int port, String podUid) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return new ReportSource(URI.create("http://" + host + ":" + port + "/report"), podUid);
  }
}
