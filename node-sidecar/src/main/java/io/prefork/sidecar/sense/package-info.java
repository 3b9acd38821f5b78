/** When to look at what: the loop that turns the machine's state into reports. */
package io.prefork.sidecar.sense;
