/** Trails of our own making. */
@NullMarked
package dev.gleaner.benchmarks.trail;

import org.jspecify.annotations.NullMarked;
