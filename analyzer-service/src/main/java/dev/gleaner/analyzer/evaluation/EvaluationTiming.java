package dev.gleaner.analyzer.evaluation;

import java.time.Duration;

/**
 * How long to wait, in event time.
 *
 * @param lateness how late something may come and still count: an hour is final that long after its end
 * @param patience how far a needed source runs ahead of one that never reported before we say so
 * @param stallTimeout how long an hour waits, after the lateness, for a source that stands still before it is judged
 *     insufficient for good, so that what waits does not grow for ever
 */
public record EvaluationTiming(Duration lateness, Duration patience, Duration stallTimeout) {}
