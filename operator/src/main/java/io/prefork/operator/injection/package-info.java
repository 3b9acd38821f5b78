/**
 * What admission adds to a pod: small mutators, each of which makes one part of a pod as it has to
 * be and leaves it alone when it is. All are pure, so that a second look at a pod (the API server
 * asks again when another webhook has changed it) changes nothing that needs no change.
 */
package io.prefork.operator.injection;
