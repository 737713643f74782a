/** How fast a trail's records are read. */
@NullMarked
package dev.gleaner.benchmarks.parse;

import org.jspecify.annotations.NullMarked;
