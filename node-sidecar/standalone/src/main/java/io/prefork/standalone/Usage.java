package io.prefork.standalone;

/** What {@code --help} prints. */
final class Usage {
  static final String TEXT =
      """
      node-sidecar --policy FILE --pid MASTER [--bootstrap DIR]
      node-sidecar --policy FILE --bootstrap DIR

      Watches the workers of one uWSGI or Gunicorn server on this host and does to them what the
      sidecar of a pod does, by the same MemoryPolicy that kubectl apply takes. With mode Observe it
      measures and says what it would do; with mode Enforce it recycles and resizes the pool where
      rss and workers say so.

        --policy FILE    YAML that holds one MemoryPolicy. selector and container mean nothing here.
                         A change of the file takes effect at once; an invalid one is reported, and
                         the last policy stays in force.
        --pid MASTER     process id of the server's master. Run as the server's user, or as root.
        --bootstrap DIR  gc and shutdown need Python code inside the server, which has to be there
                         when it starts. Without --pid: lays that code in DIR and prints the
                         environment to start the server with. With --pid: the DIR that the server
                         was started with; policy and counts go through it.
        --help           this text

      On a terminal it shows a live table, redrawn every 2 seconds; else it prints one line of JSON
      for each look, the same as GET /report of a pod's sidecar, and messages to standard error.

      Exit codes
        0    the master has ended; or only --help or the bootstrap was asked for
        1    something failed here: the output was closed, or the bootstrap could not be laid
        2    the arguments or the policy were refused
        3    --pid is no master that can be watched
        130  Ctrl-C; 143 SIGTERM. The server goes on with the workers that it has.
      """;

  private Usage() {}
}
