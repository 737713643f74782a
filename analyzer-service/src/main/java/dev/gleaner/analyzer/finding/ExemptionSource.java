package dev.gleaner.analyzer.finding;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.finding.Exemption;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Exemptions as of the evaluated hour. An exempted finding is published nevertheless, with its exemption. A change counts
 * from the next hour, so that the evaluation of an hour has the same result at any time.
 */
public interface ExemptionSource {

    /** No exemptions. */
    ExemptionSource NONE = resource -> List.of();

    /** Selects the same one of several that are in force: the one that lasts longest. */
    Comparator<Exemption> LONGEST = Comparator.comparing(Exemption::until)
            .thenComparing(Exemption::from)
            .thenComparing(Exemption::rule)
            .thenComparing(Exemption::text);

    /** All exemptions of a resource, whenever they are in force. */
    List<Exemption> of(String resource);

    /** The exemptions in a collection. */
    static ExemptionSource of(Collection<Exemption> all) {
        return resource -> all.stream()
                .filter(exemption -> exemption.resource().equals(resource))
                .toList();
    }

    /** What exempts a rule's findings on a resource in an hour, for a person; empty when nothing does. */
    default Optional<String> text(String resource, String rule, Hour hour) {
        return of(resource).stream()
                .filter(exemption -> exemption.exempts(resource, rule, hour.start()))
                .max(LONGEST)
                .map(Exemption::text);
    }
}
