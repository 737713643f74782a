package dev.gleaner.analyzer.rule;

import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyReversibility;
import dev.gleaner.contracts.finding.Saving;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

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
     * @param isReportedByAnother whether it is what another rule lacks, which reports it: no finding opens for it, and one that is open is
     *     neither contradicted nor resolved
     */
    record Insufficient(List<String> missing, boolean isReportedByAnother) implements Verdict {
        public Insufficient {
            missing = List.copyOf(missing);
        }

        /** The rule reports it itself. */
        public Insufficient(List<String> missing) {
            this(missing, false);
        }
    }

    /**
     * The condition holds. What a finding says of it is computed when it is asked for: in most hours nothing of the finding
     * changes, so that nothing is published.
     *
     * @param evidenceSource computes the evidence; called before anything else is folded into the profile
     * @param remedySource computes the remedies, best first; called as the source of the evidence is
     * @param savingSource computes what the first remedies save by the prices of a day; called as the source of the evidence is
     */
    record Found(
            Supplier<List<Evidence>> evidenceSource,
            Supplier<List<Remedy>> remedySource,
            Function<DatedPrices, Saving> savingSource)
            implements Verdict {

        /** What is saved, USD per month; unpriced, with the reason, when that is not known. */
        public Saving saving(DatedPrices prices) {
            return savingSource.apply(prices);
        }

        /** The evidence. */
        public List<Evidence> evidence() {
            return evidenceSource.get();
        }

        /** The remedies, best first. None states to be reversible whose action is not. */
        public List<Remedy> remedies() {
            return remedySource.get().stream().map(RemedyReversibility::declare).toList();
        }
    }
}
