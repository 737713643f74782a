/** Figures of the analyzer, and the signals with which they are measured. */
@NullMarked
package dev.gleaner.benchmarks.analyzer;

import org.jspecify.annotations.NullMarked;
