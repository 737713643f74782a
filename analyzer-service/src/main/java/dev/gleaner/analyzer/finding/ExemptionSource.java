package dev.gleaner.analyzer.finding;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.contracts.finding.Exemption;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What people keep as it is, as of the judged hour: a finding is found nevertheless, and says so. What changes counts from
 * the next hour, so that an hour is judged the same at any time.
 */
public interface ExemptionSource {

    /** Nothing is kept. */
    ExemptionSource NONE = resource -> List.of();

    /** The same of several that are in force at once: the one that lasts longest. */
    Comparator<Exemption> LONGEST = Comparator.comparing(Exemption::until)
            .thenComparing(Exemption::from)
            .thenComparing(Exemption::rule)
            .thenComparing(Exemption::text);

    /** All exemptions of a resource, whenever they are in force. */
    List<Exemption> of(String resource);

    /** Those of a collection. */
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
