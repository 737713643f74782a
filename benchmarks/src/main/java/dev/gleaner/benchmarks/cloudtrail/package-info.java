/** How fast a trail's records are read. */
@NullMarked
package dev.gleaner.benchmarks.cloudtrail;

import org.jspecify.annotations.NullMarked;
