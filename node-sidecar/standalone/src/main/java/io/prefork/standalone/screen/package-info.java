/** What a person or a program sees of each report: a live table, or a line of JSON. */
package io.prefork.standalone.screen;
