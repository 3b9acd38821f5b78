/**
 * From a file with a MemoryPolicy, as {@code kubectl apply} takes it, to the directive that the
 * operator would derive from it. There is no API server to check it, so it is checked here, by the
 * same schema and the same rules: those of the CustomResourceDefinition.
 */
package io.prefork.standalone.policy;
