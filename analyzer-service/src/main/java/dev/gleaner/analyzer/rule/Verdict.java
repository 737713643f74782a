package dev.gleaner.analyzer.rule;

import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.util.List;

/** The result of a rule for one hour of a resource. */
public sealed interface Verdict {

    /**
     * The condition does not hold.
     *
     * @param because the reason, for a person
     */
    record Nothing(String because) implements Verdict {}

    /**
     * The data are insufficient.
     *
     * @param missing what is missing, a line each
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
     * @param part of the cost that would be saved, 0 to 1: of the hours of an instance, or of the traffic
     */
    record Found(List<Evidence> evidence, List<Remedy> remedies, double part) implements Verdict {
        public Found {
            evidence = List.copyOf(evidence);
            remedies = List.copyOf(remedies);
            if (part < 0 || part > 1) {
                throw new IllegalArgumentException("a part lies between 0 and 1");
            }
        }

        /** The whole cost would be saved. */
        public Found(List<Evidence> evidence, List<Remedy> remedies) {
            this(evidence, remedies, 1);
        }
    }
}
