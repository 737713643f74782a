package dev.gleaner.actuator.spend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendDimension;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SharedCostSpreaderTest {

    private static final int CASES = 1_000;
    private static final String BILL = "1234 2026-10-01";
    private static final LocalDate DAY = LocalDate.parse("2026-10-02");

    static LongStream seeds() {
        return LongStream.range(0, CASES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldAddUpToTheBillByEachDimensionBeforeAndAfter(long seed) {
        BillSample bill = new BillSample(seed);
        SpreadingRules rules = rules(new Random(seed));
        for (SpendDimension dimension : SpendDimension.values()) {
            List<SpendAmount> before = bill.by(dimension);
            List<SpendAmount> after = spread(dimension, rules, before);

            assertThat(byDay(before)).as("%s before", dimension).isEqualTo(plain(bill.byDay()));
            assertThat(byDay(after)).as("%s after", dimension).isEqualTo(plain(bill.byDay()));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldSpreadNothingToUnallocatedAndNothingWithoutAnAllocatedValue(long seed) {
        BillSample bill = new BillSample(seed);
        SpreadingRules rules = rules(new Random(seed));
        for (SpendDimension dimension : SpendDimension.values()) {
            List<SpendAmount> before = bill.by(dimension);
            Map<String, Map<String, BigDecimal>> effective = BillSample.effective(before);
            List<SpendAmount> after = spread(dimension, rules, before);

            // What stays unallocated was there before, whole.
            assertThat(before)
                    .containsAll(after.stream()
                            .filter(amount -> !amount.isAllocated())
                            .toList());
            assertThat(after.stream()
                            .filter(amount ->
                                    amount.isAllocated() && amount.shared().isPresent())
                            .map(SpendAmount::bill))
                    .allMatch(name -> dimension.isAllocated() && effective.containsKey(name));
            assertThat(after)
                    .containsAll(before.stream()
                            .filter(amount -> amount.shared().isEmpty())
                            .toList());
        }
    }

    @Test
    void shouldDivideByEachMethod() {
        List<SpendAmount> amounts = List.of(
                of("search", null, "30"),
                of("ads", null, "10"),
                of("refunded", null, "-5"),
                of(SpendDimension.UNALLOCATED, null, "7"),
                of(SpendDimension.UNALLOCATED, SharedCost.NAT, "10"),
                of(SpendDimension.UNALLOCATED, SharedCost.SUPPORT, "8"),
                of(SpendDimension.UNALLOCATED, SharedCost.TAX, "10"),
                of(SpendDimension.UNALLOCATED, SharedCost.DATA_TRANSFER, "2"));
        SpreadingRules rules = SpreadingRulesReader.read("spreading.yaml", """
                nat: even
                support: proportional
                tax: {team: {fixed: {search: 12.5, ads: 87.5}}}
                """);

        List<SpendAmount> after = spread(SpendDimension.TEAM, rules, amounts);

        assertThat(effective(after, SharedCost.NAT))
                .isEqualTo(Map.of("ads", "3.3333333334", "refunded", "3.3333333333", "search", "3.3333333333"));
        assertThat(effective(after, SharedCost.SUPPORT)).isEqualTo(Map.of("ads", "2", "search", "6"));
        assertThat(effective(after, SharedCost.TAX)).isEqualTo(Map.of("ads", "8.75", "search", "1.25"));
        assertThat(effective(after, SharedCost.DATA_TRANSFER)).isEqualTo(Map.of(SpendDimension.UNALLOCATED, "2"));
        assertThat(spread(SpendDimension.PROJECT, rules, amounts).stream()
                        .filter(amount -> amount.shared().equals(Optional.of(SharedCost.TAX))))
                .allMatch(amount -> !amount.isAllocated());
    }

    /** The same day has the same amounts, whichever days are asked for: weights are those of the bill. */
    @Test
    void shouldNotDependOnThePeriodThatIsAskedFor() {
        List<SpendAmount> month = new BillSample(42).by(SpendDimension.TEAM);
        SpreadingRules rules = rules(new Random(0));
        Map<String, Map<String, BigDecimal>> effective = BillSample.effective(month);
        SharedCostSpreader spreader = new SharedCostSpreader(SpendDimension.TEAM, rules, effective);

        List<SpendAmount> day = month.stream()
                .filter(amount -> amount.day().equals(BillSample.FIRST))
                .toList();

        assertThat(spreader.spread(month).stream().filter(amount -> amount.day().equals(BillSample.FIRST)))
                .containsExactlyElementsOf(spreader.spread(day));
    }

    private static List<SpendAmount> spread(SpendDimension dimension, SpreadingRules rules, List<SpendAmount> amounts) {
        return new SharedCostSpreader(dimension, rules, BillSample.effective(amounts)).spread(amounts);
    }

    private static SpreadingRules rules(Random random) {
        Map<SharedCost, Map<SpendDimension, SpreadingRules.Method>> methods = new EnumMap<>(SharedCost.class);
        for (SharedCost kind : SharedCost.values()) {
            Map<SpendDimension, SpreadingRules.Method> byDimension = new EnumMap<>(SpendDimension.class);
            for (SpendDimension dimension : SpendDimension.values()) {
                switch (random.nextInt(4)) {
                    case 0 -> byDimension.put(dimension, new SpreadingRules.Even());
                    case 1 -> byDimension.put(dimension, new SpreadingRules.Proportional());
                    case 2 ->
                        byDimension.put(
                                dimension,
                                new SpreadingRules.Fixed(Map.of(
                                        dimension.id() + "0", new BigDecimal("33.333333"),
                                        dimension.id() + "1", new BigDecimal("66.666667"))));
                    default -> {}
                }
            }
            methods.put(kind, byDimension);
        }
        return new SpreadingRules(methods);
    }

    private static SpendAmount of(String value, @Nullable SharedCost shared, String effective) {
        return new SpendAmount(
                BILL,
                value,
                Optional.ofNullable(shared),
                DAY,
                new SpendAmount.Money(BigDecimal.ZERO, new BigDecimal(effective), BigDecimal.ZERO));
    }

    private static Map<String, String> effective(List<SpendAmount> amounts, SharedCost kind) {
        return amounts.stream()
                .filter(amount -> amount.shared().equals(Optional.of(kind)))
                .collect(Collectors.toMap(
                        SpendAmount::value, amount -> plain(amount.money().effective())));
    }

    private static Map<LocalDate, List<String>> byDay(Collection<SpendAmount> amounts) {
        return plain(amounts.stream()
                .collect(Collectors.toMap(SpendAmount::day, SpendAmount::money, SpendAmount.Money::plus)));
    }

    /** Equal numbers as equal texts. */
    private static Map<LocalDate, List<String>> plain(Map<LocalDate, SpendAmount.Money> byDay) {
        return byDay.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        day -> List.of(
                                plain(day.getValue().billed()),
                                plain(day.getValue().effective()),
                                plain(day.getValue().idle()))));
    }

    private static String plain(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }
}
