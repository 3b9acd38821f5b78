/**
 * How many workers a uWSGI server can ever have is fixed when it starts. This package decides how a
 * pod that is about to be created can be given room for {@code workers.max}, from what its
 * container says of the server's command line. Pure.
 */
package io.prefork.operator.ceiling;
