/**
 * The operator's own certificate authority and the certificate it serves with: kept in one Secret
 * that all replicas share, renewed before they expire, taken into use without a restart.
 */
package io.prefork.operator.certificate;
