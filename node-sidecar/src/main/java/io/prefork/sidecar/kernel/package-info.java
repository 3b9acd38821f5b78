/** The edge to the kernel: file descriptors and system calls that java.base has no API for. */
package io.prefork.sidecar.kernel;
