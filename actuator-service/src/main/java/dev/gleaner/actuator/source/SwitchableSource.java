package dev.gleaner.actuator.source;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.gleaner.actuator.proposal.CountedSavings;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Finding;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A source that is off, and what it is worth.
 *
 * @param title its name in a sentence
 * @param findings number of findings with insufficient data that it alone would settle
 * @param savedAtMost USD a month that these save at most, nothing counted twice; null if that is not known of any of them
 * @param unpriced how many of them are not in that sum, as it is not known what they save
 * @param price what it costs on their resources
 * @param alternatives other sources that settle some of the same findings, the cheapest first; those of unknown price last
 * @param switchOn what to do
 */
public record SwitchableSource(
        DataSource source,
        String title,
        int findings,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal savedAtMost,

        int unpriced,
        SourcePrice price,
        List<Alternative> alternatives,
        String switchOn) {

    private static final Comparator<BigDecimal> LARGEST_FIRST = Comparator.reverseOrder();

    private static final Comparator<SwitchableSource> MOST_WORTH_FIRST = Comparator.comparing(
                    SwitchableSource::worth, Comparator.nullsLast(LARGEST_FIRST))
            .thenComparing(SwitchableSource::savedAtMost, Comparator.nullsLast(LARGEST_FIRST))
            .thenComparing(Comparator.comparingInt(SwitchableSource::findings).reversed())
            .thenComparing(SwitchableSource::source);

    /**
     * What a source costs in a month.
     *
     * @param units how many units of it the resources would have; null if that is not known of one of them
     * @param unit what is counted
     * @param usd rounded up to a cent, so that only what is free is 0; null if it is not known
     * @param basis the price of a unit, with its source
     */
    public record SourcePrice(
            @Nullable Double units,
            String unit,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal usd,

            String basis) {

        /** Resources with several findings have the source once. */
        static SourcePrice of(DataSource source, Collection<UnsettledFinding> findings) {
            List<@Nullable Double> units =
                    findings.stream().collect(groupingBy(UnsettledFinding::resource)).values().stream()
                            .map(onResource -> most(source, onResource))
                            .toList();
            SourceCharge charge = SourceCharge.of(source);
            BigDecimal perUnit = charge.perUnit();
            Double sum = units.stream().anyMatch(Objects::isNull)
                    ? null
                    : units.stream()
                            .filter(Objects::nonNull)
                            .mapToDouble(Double::doubleValue)
                            .sum();
            BigDecimal usd = sum == null || perUnit == null
                    ? null
                    : BigDecimal.valueOf(sum).multiply(perUnit).setScale(2, RoundingMode.CEILING);
            return new SourcePrice(sum, source.unit(), usd, charge.basis());
        }

        private static @Nullable Double most(DataSource source, List<UnsettledFinding> onResource) {
            return onResource.stream()
                    .flatMap(finding -> finding.by(source).stream())
                    .map(Finding.MissingSource::monthly)
                    .filter(Objects::nonNull)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    /**
     * Another source that settles some of the same findings.
     *
     * @param findings how many of them
     * @param usd what it costs a month on their resources; null if it is not known
     */
    public record Alternative(
            DataSource source,
            String title,
            int findings,

            @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
            BigDecimal usd) {

        private static final Comparator<Alternative> CHEAPEST_FIRST = Comparator.comparing(
                        Alternative::usd, Comparator.nullsLast(Comparator.<BigDecimal>naturalOrder()))
                .thenComparing(Alternative::source);
    }

    /** The sources that findings lack: first those of which it is known that they save more than they cost, the most worth first. */
    static List<SwitchableSource> of(Collection<UnsettledFinding> findings) {
        return Stream.of(DataSource.values())
                .map(source -> of(source, settledBy(source, findings)))
                .filter(missing -> missing.findings > 0)
                .sorted(MOST_WORTH_FIRST)
                .toList();
    }

    private static SwitchableSource of(DataSource source, List<UnsettledFinding> settled) {
        List<CountedSavings.Item> priced =
                settled.stream().flatMap(finding -> finding.atMost().stream()).toList();
        BigDecimal saved = priced.isEmpty()
                ? null
                : CountedSavings.of(priced).values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        List<Alternative> alternatives = Stream.of(DataSource.values())
                .filter(other -> other != source)
                .map(other -> alternative(other, settledBy(other, settled)))
                .filter(other -> other.findings > 0)
                .sorted(Alternative.CHEAPEST_FIRST)
                .toList();
        return new SwitchableSource(
                source,
                source.title(),
                settled.size(),
                saved,
                settled.size() - priced.size(),
                SourcePrice.of(source, settled),
                alternatives,
                SourceCharge.of(source).switchOn());
    }

    private static Alternative alternative(DataSource other, List<UnsettledFinding> settled) {
        return new Alternative(
                other,
                other.title(),
                settled.size(),
                SourcePrice.of(other, settled).usd());
    }

    private static List<UnsettledFinding> settledBy(DataSource source, Collection<UnsettledFinding> findings) {
        return findings.stream()
                .filter(finding -> finding.by(source).isPresent())
                .toList();
    }

    /** USD a month that it saves at most, less its price; null if one of them is not known. */
    private @Nullable BigDecimal worth() {
        BigDecimal usd = price.usd();
        return savedAtMost == null || usd == null ? null : savedAtMost.subtract(usd);
    }
}
