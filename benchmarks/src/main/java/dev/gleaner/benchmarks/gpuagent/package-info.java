/** The packaged agent for GPU hosts with a JVM, beside an nvidia-smi that a script plays: what it takes of its host. */
@NullMarked
package dev.gleaner.benchmarks.gpuagent;

import org.jspecify.annotations.NullMarked;
