package io.prefork.e2e;

import java.nio.file.Path;

/** Where things are in the checkout that is being tested. */
final class Repository {

  /** Root of the checkout: failsafe runs in {@code e2e/}. */
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  static final String DEV_CLUSTER = ROOT.resolve("deploy/dev-cluster").toString();
  static final String QUICKSTART = ROOT.resolve("deploy/quickstart").toString();
  static final Path SAMPLES = ROOT.resolve("deploy/samples");

  private Repository() {}
}
