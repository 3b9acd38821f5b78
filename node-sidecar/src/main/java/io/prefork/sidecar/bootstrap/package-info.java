/**
 * The sidecar's side of the shared volume: lays the Python files, tells them the policy, reads what
 * they count. Everything on that volume may have been put there by somebody else.
 */
package io.prefork.sidecar.bootstrap;
