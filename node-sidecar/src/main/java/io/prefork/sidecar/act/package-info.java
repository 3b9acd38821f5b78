/**
 * Carries decisions out, through the server's own interfaces first and signals last, and judges by
 * later observations whether they took effect.
 */
package io.prefork.sidecar.act;
