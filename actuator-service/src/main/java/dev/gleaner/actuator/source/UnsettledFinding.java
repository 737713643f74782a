package dev.gleaner.actuator.source;

import dev.gleaner.actuator.proposal.CountedSavings;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Finding;
import java.util.List;
import java.util.Optional;

/**
 * A finding with insufficient data, which sources that are off would settle.
 *
 * @param atMost what it saves at most; empty if that is not known
 * @param sources each of which is enough
 */
record UnsettledFinding(String resource, Optional<CountedSavings.Item> atMost, List<Finding.MissingSource> sources) {

    UnsettledFinding {
        sources = List.copyOf(sources);
    }

    /** The source among those that would settle it. */
    Optional<Finding.MissingSource> by(DataSource source) {
        return sources.stream().filter(one -> one.source() == source).findFirst();
    }
}
