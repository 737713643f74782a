/** Benchmarks of parsing and ingesting CloudTrail records. */
@NullMarked
package dev.gleaner.benchmarks.cloudtrail;

import org.jspecify.annotations.NullMarked;
