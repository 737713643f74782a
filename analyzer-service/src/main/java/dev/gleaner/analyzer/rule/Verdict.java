package dev.gleaner.analyzer.rule;

import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.util.List;

/** What a rule says of one hour of a resource. */
public sealed interface Verdict {

    /**
     * The condition does not hold.
     *
     * @param because why, for a person
     */
    record Nothing(String because) implements Verdict {}

    /**
     * It can't be told.
     *
     * @param missing what for, a line each
     */
    record Insufficient(List<String> missing) implements Verdict {
        public Insufficient {
            missing = List.copyOf(missing);
        }
    }

    /**
     * The condition holds.
     *
     * @param remedies best first
     * @param part of what is paid for that would no longer be, 0 to 1: of the hours of an instance, of the traffic
     */
    record Found(List<Evidence> evidence, List<Remedy> remedies, double part) implements Verdict {
        public Found {
            evidence = List.copyOf(evidence);
            remedies = List.copyOf(remedies);
            if (part < 0 || part > 1) {
                throw new IllegalArgumentException("a part lies between 0 and 1");
            }
        }

        /** Nothing of it would be paid for any more. */
        public Found(List<Evidence> evidence, List<Remedy> remedies) {
            this(evidence, remedies, 1);
        }
    }
}
