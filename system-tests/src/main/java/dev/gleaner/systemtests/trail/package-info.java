/** Generates CloudTrail log files for benchmarks and system tests. */
@NullMarked
package dev.gleaner.systemtests.trail;

import org.jspecify.annotations.NullMarked;
