/**
 * The control groups of the application's container, of version 1 and 2: what bounds the pool from
 * outside. Whatever cannot be read is null.
 */
package io.prefork.sidecar.cgroup;
