package io.prefork.sidecar.act;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorInfoTest {
  /** Of a uWSGI 2.0.31's event queue. */
  private static final String EPOLL =
      """
      pos:	0
      flags:	02
      mnt_id:	16
      ino:	1057
      tfd:       13 events:       19 data:                d  pos:0 ino:2a sdev:f
      tfd:        4 events:       19 data:                4  pos:0 ino:41a sdev:9
      """;

  @Test
  void findsWhatAnEpollSetWatches() {
    assertTrue(DescriptorInfo.watches(EPOLL, "13"));
    assertTrue(DescriptorInfo.watches(EPOLL, "4"));
    assertFalse(DescriptorInfo.watches(EPOLL, "1"));
    assertFalse(DescriptorInfo.watches(EPOLL, "3"));
    assertFalse(DescriptorInfo.watches("", "4"));
  }

  @Test
  void tellsAReaderThatDoesNotBlock() {
    assertTrue(DescriptorInfo.readsWithoutBlocking("pos:\t0\nflags:\t0104000\n"));
    assertFalse(DescriptorInfo.readsWithoutBlocking("pos:\t0\nflags:\t0100000\n"));
    assertFalse(DescriptorInfo.readsWithoutBlocking("pos:\t0\nflags:\t0104001\n"));
    assertFalse(DescriptorInfo.readsWithoutBlocking("pos:\t0\nflags:\t0104002\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "flags:", "flags:\tx", "flags:\t7777777777777777777777777\n"})
  void doesNotTakeOtherTextForOne(String info) {
    assertFalse(DescriptorInfo.readsWithoutBlocking(info));
  }
}
