/**
 * The operator's place among the API server's admission webhooks: which pods it is asked about, and
 * everything that has to run for the answer.
 */
package io.prefork.operator.webhook;
