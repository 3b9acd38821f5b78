/**
 * Where in a running program its Python's garbage collector is: from the program's memory map and
 * the symbol tables of what is mapped there. Used only while page faults are sampled. All of it
 * comes from the application's container and is bounded.
 */
package io.prefork.sidecar.symbols;
