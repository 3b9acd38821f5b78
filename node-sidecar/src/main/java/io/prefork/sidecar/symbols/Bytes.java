package io.prefork.sidecar.symbols;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A file that is read in pieces. */
@FunctionalInterface
public interface Bytes {

  /**
   * @param into filled from its beginning
   * @return bytes read, also fewer than would fit; 0 or less at the end
   */
  int read(long position, byte[] into) throws IOException;

  /**
   * Exactly so many bytes, as little-endian numbers.
   *
   * @throws EOFException when the file is shorter
   */
  default ByteBuffer exactly(long position, int length) throws IOException {
    byte[] all = new byte[length];
    byte[] piece = all;
    for (int done = 0; done < length; ) {
      int got = position < 0 ? 0 : read(position + done, piece);
      if (got <= 0) {
        throw new EOFException("it ends before byte " + (position + length));
      }
      if (piece != all) {
        System.arraycopy(piece, 0, all, done, got);
      }
      done += got;
      piece = new byte[length - done];
    }
    return ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
  }
}
