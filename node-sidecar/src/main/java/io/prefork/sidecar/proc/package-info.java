/**
 * Processes as {@code /proc} shows them: parsers, and descriptors that are kept open so that a
 * reused pid can never answer for the process that was meant.
 */
package io.prefork.sidecar.proc;
