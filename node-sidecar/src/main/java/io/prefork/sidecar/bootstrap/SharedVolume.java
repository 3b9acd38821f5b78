package io.prefork.sidecar.bootstrap;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Writes files that appear whole or not at all, and directories that are no links. */
final class SharedVolume {
  private static final int READABLE_BY_ALL = 0644;
  private static final int DIRECTORY = 0755;

  /** Anybody may add a file, only its owner may remove it. */
  private static final int SHARED_DIRECTORY = 01777;

  private final Path root;

  SharedVolume(Path root) {
    this.root = root;
  }

  Path path(String relative) {
    return root.resolve(relative);
  }

  void directory(String relative) throws IOException {
    directory(path(relative), DIRECTORY);
  }

  void sharedDirectory(String relative) throws IOException {
    directory(path(relative), SHARED_DIRECTORY);
  }

  private static void directory(Path path, int mode) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(path);
      Files.createDirectory(path);
    }
    if ((mode(path) & 07777) != mode) {
      Files.setAttribute(path, "unix:mode", mode);
    }
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Makes the file hold exactly this. A file that does already is not touched, so that its
   * modification time tells when it changed.
   */
  void write(String relative, byte[] content) throws IOException {
    Path path = path(relative);
    if (holds(path, content)) {
      return;
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + " is a directory; remove it");
    }
    Path draft = path.resolveSibling("." + path.getFileName() + ".new");
    try {
      Files.deleteIfExists(draft);
      Files.write(draft, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.setAttribute(draft, "unix:mode", READABLE_BY_ALL);
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      deleteQuietly(draft, failure);
      throw failure;
    }
  }

  private static boolean holds(Path path, byte[] content) throws IOException {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        && Files.size(path) == content.length
        && Arrays.equals(Files.readAllBytes(path), content);
  }

  private static void deleteQuietly(Path draft, IOException failure) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException second) {
      failure.addSuppressed(second);
    }
  }

  /**
   * Removes a file or link; a missing one is no error.
   *
   * @return whether there was one
   */
  boolean delete(String relative) throws IOException {
    return Files.deleteIfExists(path(relative));
  }

  /** Entries of a directory; the caller closes it. */
  DirectoryStream<Path> entries(String relative) throws IOException {
    return Files.newDirectoryStream(path(relative));
  }
}
