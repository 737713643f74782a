package dev.gleaner.analyzer.rule.storage.schedule;

/**
 * What the objects of a prefix cost over the horizon, in USD.
 *
 * @param storage storage, with minimum sizes and overheads
 * @param requests GET and restore requests, and PUT requests of what is written
 * @param retrieval bytes that are read
 * @param transitions requests of transitions
 * @param monitoring monitoring of objects
 * @param minimumDuration storage that is billed after objects left a class before its minimum duration
 */
public record LifecycleCost(
        double storage,
        double requests,
        double retrieval,
        double transitions,
        double monitoring,
        double minimumDuration) {

    /** The sum. */
    public double total() {
        return storage + requests + retrieval + transitions + monitoring + minimumDuration;
    }

    LifecycleCost plus(LifecycleCost other) {
        return new LifecycleCost(
                storage + other.storage,
                requests + other.requests,
                retrieval + other.retrieval,
                transitions + other.transitions,
                monitoring + other.monitoring,
                minimumDuration + other.minimumDuration);
    }
}
