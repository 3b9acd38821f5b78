/** What the operator is told from outside. */
package io.prefork.operator.settings;
