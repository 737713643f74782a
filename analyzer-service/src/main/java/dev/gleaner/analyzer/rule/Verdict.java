package dev.gleaner.analyzer.rule;

import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyReversibility;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.util.ArrayList;
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
     * @param sources that are off, each of which alone would bring all that is missing; empty if none would
     * @param savingSource computes what is saved if the condition holds, by the prices of a day
     */
    record Insufficient(
            List<String> missing,
            boolean isReportedByAnother,
            List<Finding.MissingSource> sources,
            Function<DatedPrices, Saving> savingSource)
            implements Verdict {

        private static final Saving UNKNOWN = Saving.unpriced("not known whether there is one");

        public Insufficient {
            missing = List.copyOf(missing);
            sources = List.copyOf(sources);
        }

        /** No source that is off would bring what is missing. */
        public Insufficient(List<String> missing, boolean isReportedByAnother) {
            this(missing, isReportedByAnother, List.of(), prices -> UNKNOWN);
        }

        /** The rule reports it itself. */
        public Insufficient(List<String> missing) {
            this(missing, false);
        }

        /**
         * The same, and the last line of what is missing says what to switch on.
         *
         * @param off the sources, each of which alone would bring all that is missing
         * @param source computes what is saved if the condition holds
         */
        public Insufficient settledBy(List<Finding.MissingSource> off, Function<DatedPrices, Saving> source) {
            List<String> lines = new ArrayList<>(missing);
            lines.add(lines.remove(lines.size() - 1) + "; switch on "
                    + DataSource.oneOf(
                            off.stream().map(Finding.MissingSource::source).toList()));
            return new Insufficient(lines, isReportedByAnother, off, source);
        }

        /** What is paid that is saved at most, as it is not known whether the condition holds. */
        public Saving atMost(DatedPrices prices) {
            Saving saving = savingSource.apply(prices);
            BigDecimal high = saving.high();
            return high == null ? UNKNOWN : Saving.ofCost(high, "saved at most: " + saving.basis());
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
