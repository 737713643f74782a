package dev.gleaner.actuator.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedSavingsTest {

    private static final String GROUP =
            "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:*:autoScalingGroupName/web";

    @Test
    void shouldCountTheLargestFindingOfAResource() {
        assertThat(CountedSavings.of(
                        List.of(alone("a", "i-1", "10.00"), alone("b", "i-1", "12.50"), alone("c", "i-2", "1.00"))))
                .isEqualTo(Map.of("a", BigDecimal.ZERO, "b", usd("12.50"), "c", usd("1.00")));
    }

    /** A group is paid for by its instances: 4 that save 70 each save more than the 210 of the group, and never 490. */
    @ParameterizedTest
    @CsvSource({"210.00, 280.00", "280.00, 280.00", "300.00, 300.00"})
    void shouldCountAGroupOrItsMembersAndNeverBoth(String ofGroup, String total) {
        List<CountedSavings.Item> findings = new ArrayList<>();
        findings.add(new CountedSavings.Item("g", "group", usd(ofGroup), new Saving.Charge(GROUP, false)));
        for (String member : List.of("i-1", "i-2", "i-3", "i-4")) {
            findings.add(part(member + "-idle", member, "70.00"));
            findings.add(part(member + "-oversized", member, "35.00"));
        }

        assertThat(total(findings)).isEqualByComparingTo(total);
    }

    /** It names no charge, as its rule does not know that there are parts. */
    @Test
    void shouldTakeAFindingOnTheResourceOfAChargeForOneOnTheWhole() {
        assertThat(total(List.of(alone("g", GROUP, "10.00"), part("m", "i-1", "70.00"))))
                .isEqualByComparingTo("70.00");
    }

    /** By independent arithmetic, and whatever the order of the findings. */
    @SeededTest(1000)
    void shouldAddUpToTheLargerOfWholeAndPartsOfEachCharge(long seed) {
        Random random = new Random(seed);
        List<CountedSavings.Item> findings = findings(random);
        Map<String, BigDecimal> largest = new TreeMap<>();
        Map<String, CountedSavings.Item> any = new TreeMap<>();
        findings.forEach(one -> {
            largest.merge(one.resource(), one.monthly(), BigDecimal::max);
            any.put(one.resource(), one);
        });
        Map<String, BigDecimal> whole = new TreeMap<>();
        Map<String, BigDecimal> parts = new TreeMap<>();
        any.forEach((resource, one) -> {
            boolean isPart = one.charge() != null && one.charge().part();
            String charge = one.charge() == null ? resource : one.charge().of();
            (isPart ? parts : whole).merge(charge, largest.get(resource), isPart ? BigDecimal::add : BigDecimal::max);
        });
        whole.forEach((charge, usd) -> parts.merge(charge, usd, BigDecimal::max));

        assertThat(total(findings))
                .isEqualByComparingTo(parts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
        Map<String, BigDecimal> counted = CountedSavings.of(findings);
        Collections.shuffle(findings, random);
        assertThat(CountedSavings.of(findings)).isEqualTo(counted);
    }

    /**
     * Findings are approved one by one, in any order. The total falls by no more than what each saves, never rises, and by the same in all,
     * whatever the order.
     */
    @SeededTest(1000)
    void shouldFallByTheSameInAnyOrderOfApprovals(long seed) {
        Random random = new Random(seed);
        List<CountedSavings.Item> findings = findings(random);
        List<CountedSavings.Item> approved = new ArrayList<>(findings);
        Collections.shuffle(approved, random);
        approved = approved.subList(0, random.nextInt(approved.size() + 1));

        BigDecimal fallen = falls(findings, approved);
        Collections.shuffle(approved, random);

        assertThat(falls(findings, approved)).isEqualByComparingTo(fallen);
        List<CountedSavings.Item> left = new ArrayList<>(findings);
        left.removeAll(approved);
        assertThat(fallen).isEqualByComparingTo(total(findings).subtract(total(left)));
    }

    private static BigDecimal falls(List<CountedSavings.Item> findings, List<CountedSavings.Item> approved) {
        List<CountedSavings.Item> left = new ArrayList<>(findings);
        BigDecimal fallen = BigDecimal.ZERO;
        for (CountedSavings.Item one : approved) {
            BigDecimal before = total(left);
            left.remove(one);
            BigDecimal fall = before.subtract(total(left));
            assertThat(fall).isBetween(BigDecimal.ZERO, one.monthly());
            fallen = fallen.add(fall);
        }
        return fallen;
    }

    /** On some groups, their members, and resources that belong to none. All findings on a resource name the same charge. */
    private static List<CountedSavings.Item> findings(Random random) {
        List<CountedSavings.Item> findings = new ArrayList<>();
        int resources = 1 + random.nextInt(12);
        for (int number = 0; number < resources; number++) {
            int kind = random.nextInt(3);
            Saving.Charge charge = kind == 0 ? null : new Saving.Charge("charge-" + random.nextInt(3), kind == 1);
            for (int place = random.nextInt(3); place >= 0; place--) {
                findings.add(new CountedSavings.Item(
                        number + "-" + place,
                        "resource-" + number,
                        BigDecimal.valueOf(random.nextInt(5_000), 2),
                        charge));
            }
        }
        return findings;
    }

    private static BigDecimal total(Collection<CountedSavings.Item> findings) {
        return CountedSavings.of(findings).values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static CountedSavings.Item alone(String id, String resource, String monthly) {
        return new CountedSavings.Item(id, resource, usd(monthly), null);
    }

    private static CountedSavings.Item part(String id, String member, String monthly) {
        return new CountedSavings.Item(id, member, usd(monthly), new Saving.Charge(GROUP, true));
    }

    private static BigDecimal usd(String amount) {
        return new BigDecimal(amount);
    }
}
