/** Instants as text, without the formatter that the JDK would load for it. */
package io.prefork.sidecar.clock;
