/** Trails of our own making. */
@NullMarked
package dev.gleaner.systemtests.trail;

import org.jspecify.annotations.NullMarked;
