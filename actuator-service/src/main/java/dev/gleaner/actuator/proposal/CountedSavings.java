package dev.gleaner.actuator.proposal;

import static java.util.stream.Collectors.groupingBy;

import dev.gleaner.contracts.finding.Saving;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The part of each saving that counts, so that nothing is saved twice and the parts add up to the total, see docs/findings.md. Of the
 * findings on a resource the largest counts. Of a charge that findings on several resources save, those on its parts count, or the largest
 * on the whole, whichever save more.
 */
public final class CountedSavings {

    /** Among equal ones always the same. */
    private static final Comparator<Item> LARGER =
            Comparator.comparing(Item::monthly).thenComparing(Item::id, Comparator.reverseOrder());

    private CountedSavings() {}

    /**
     * A finding with a known saving.
     *
     * @param monthly USD, without what other findings save of it by the same commitments
     * @param charge null where only findings on the resource itself save it
     */
    public record Item(String id, String resource, BigDecimal monthly, Saving.@Nullable Charge charge) {

        /** The columns of a row that {@link #of} reads, of a finding {@code f}. */
        public static final String COLUMNS =
                "f.id, f.resource, case when f.monthly < f.overlap then 0 else f.monthly - f.overlap end as monthly,"
                        + " f.charge ->> 'of' as charge, cast(f.charge ->> 'part' as boolean) as part";

        /** Of a row with {@link #COLUMNS}; empty without a saving. */
        public static Optional<Item> of(Tuple row) {
            String charge = row.get("charge", String.class);
            return Optional.ofNullable(row.get("monthly", BigDecimal.class))
                    .map(monthly -> new Item(
                            row.get("id", String.class),
                            row.get("resource", String.class),
                            monthly,
                            charge == null ? null : new Saving.Charge(charge, row.get("part", Boolean.class))));
        }

        private boolean isOnPart() {
            return charge != null && charge.part();
        }

        private String charged() {
            return charge == null ? resource : charge.of();
        }
    }

    /** What counts of each finding, USD a month by id. All findings that save one of their charges have to be among them. */
    public static Map<String, BigDecimal> of(Collection<Item> findings) {
        Map<String, BigDecimal> counted = new HashMap<>();
        findings.forEach(finding -> counted.put(finding.id(), BigDecimal.ZERO));
        findings.stream().collect(groupingBy(Item::resource)).values().stream()
                .map(onResource -> onResource.stream().max(LARGER).orElseThrow())
                .collect(groupingBy(Item::charged))
                .values()
                .forEach(ofCharge -> counting(ofCharge).forEach(item -> counted.put(item.id(), item.monthly())));
        return counted;
    }

    /** Those of the largest findings on the resources of a charge that count. */
    private static List<Item> counting(List<Item> ofCharge) {
        List<Item> parts = ofCharge.stream().filter(Item::isOnPart).toList();
        BigDecimal onParts = parts.stream().map(Item::monthly).reduce(BigDecimal.ZERO, BigDecimal::add);
        return ofCharge.stream()
                .filter(Predicate.not(Item::isOnPart))
                .max(LARGER)
                .filter(whole -> whole.monthly().compareTo(onParts) >= 0)
                .map(List::of)
                .orElse(parts);
    }
}
