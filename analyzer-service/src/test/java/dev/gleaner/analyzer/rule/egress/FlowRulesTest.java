package dev.gleaner.analyzer.rule.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.analyzer.cost.DatedPrices;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.history.FlowSignals;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.profile.inventory.VpcFlowSnapshot;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.contracts.signal.proto.Flow;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.Talker;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlowRulesTest {

    private static final long GB = 1_000_000_000L;
    private static final LocalDate DAY = LocalDate.of(2026, 7, 19);

    private final InventoryProfile<VpcFacts, HourlyCounterHistory> network = Sights.network();

    @BeforeEach
    void list() {
        network.see(1, Sights.facts(List.of("nat-1"), List.of()));
    }

    @Test
    void shouldFindAVpcThatSendsMoreBetweenItsZonesThanTheLimit() {
        flow("same-zone", "other-zone", 575_342_465_753L);
        assertThat(zones()).isInstanceOf(Verdict.Nothing.class);

        flow("endpoint", "other-zone", GB);
        flow("same-zone", "same-zone", 7 * GB);
        flow("same-zone", "same-region", 9 * GB);

        Verdict.Found found = (Verdict.Found) zones();
        assertThat(found.evidence())
                .contains(new Evidence("sent within its zones", 7.0 * GB, "bytes", null, 1, 1))
                .contains(new Evidence("sent to where the zone is not known", 9.0 * GB, "bytes", null, 1, 1))
                .contains(new Evidence("sent to other zones a month", 2_504_345_238_093.0, "bytes", null, 1, 1))
                .contains(new Evidence("cost a month of what was sent to other zones", 50.09, "USD", 50.0, 1, 1));
        assertThat(found.remedies()).allMatch(remedy -> remedy.action().equals(Remedy.ADVICE));
    }

    @Test
    void shouldPriceBothEndsOfWhatCrossesZones() {
        flow("same-zone", "other-zone", 1680 * GB);

        Saving saving = Savings.of(zones(), Defaults.prices().on(DAY));

        assertThat(saving.cost()).isEqualByComparingTo("146.00");
        assertThat(saving.priced()).isFalse();
        assertThat(saving.basis())
                .startsWith("a month between zones, out of one and into another: 14600 GB x 0.01/GB, 2024-09-01");
    }

    @Test
    void shouldFindAVpcThatSendsToTheInternetByItselfAndThroughNat() {
        flow("same-zone", "internet", 100 * GB);
        flow("same-zone", "nat", 900 * GB);
        flow("internet", "same-zone", 900 * GB);
        flow("same-zone", "unknown", 900 * GB);
        assertThat(internet()).isInstanceOf(Verdict.Nothing.class);

        flow("nat", "internet", 68 * GB);

        assertThat(((Verdict.Found) internet()).evidence())
                .contains(new Evidence("sent to where it is not known", 900.0 * GB, "bytes", null, 1, 1))
                .contains(new Evidence("sent to the internet a month", 730.0 * GB, "bytes", null, 1, 1))
                .contains(new Evidence("cost a month of what was sent to the internet", 56.7, "USD", 50.0, 1, 1));
    }

    /** In another region, as many bytes cost more or less than the limit. */
    @Test
    void shouldLimitTheCostByThePricesOfTheRegion() {
        flow("same-zone", "other-zone", 300 * GB);
        flow("nat", "internet", 100 * GB);
        assertThat(zones()).isInstanceOf(Verdict.Nothing.class);
        assertThat(internet()).isInstanceOf(Verdict.Nothing.class);

        // 300 GB of a week are 1,303.571429 GB a month, which both ends pay for, and 100 GB are 434.523810 GB.
        assertThat(zones(costing("50.01", "2607.142857"))).isInstanceOf(Verdict.Found.class);
        assertThat(zones(costing("50", "2607.142857"))).isInstanceOf(Verdict.Nothing.class);
        assertThat(internet(costing("50.01", "434.523810"))).isInstanceOf(Verdict.Found.class);
        assertThat(internet(costing("50", "434.523810"))).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldLimitTheBytesWhereAPriceIsNotKnown() {
        flow("same-zone", "other-zone", 575_342_465_753L);
        assertThat(zones(key -> Optional.empty())).isInstanceOf(Verdict.Nothing.class);

        flow("endpoint", "other-zone", GB);

        Verdict.Found found = (Verdict.Found) zones(key -> Optional.empty());
        assertThat(found.evidence().get(0))
                .isEqualTo(new Evidence(
                        "limited by bytes, as a price is not known: sent to other zones",
                        2_504_345_238_093.0,
                        "bytes",
                        2.5e12,
                        1,
                        1));
    }

    @Test
    void shouldNameTheFiveThatSentTheMost() {
        for (int i = 1; i <= 7; i++) {
            fold("file-" + i, i, Map.of("arn:aws:ec2:us-east-1:123456789012:instance/i-" + i, i * 200 * GB));
        }
        // Read once more.
        fold("file-7", 7, Map.of("arn:aws:ec2:us-east-1:123456789012:instance/i-7", 1400 * GB));

        assertThat(((Verdict.Found) zones()).evidence())
                .filteredOn(evidence -> evidence.name().startsWith("of it, at least, by "))
                .extracting(Evidence::name, Evidence::value)
                .startsWith(tuple("of it, at least, by arn:aws:ec2:us-east-1:123456789012:instance/i-7", 1400.0 * GB))
                .hasSize(5)
                .doesNotContain(
                        tuple("of it, at least, by arn:aws:ec2:us-east-1:123456789012:instance/i-2", 400.0 * GB));
    }

    /** Files of many interfaces come in any order and more than once, hours become final in between. */
    @SeededTest(100)
    void shouldNameTheSameInWhateverOrderAndNeverTooManyBytes(long seed) {
        Random random = new Random(seed);
        List<FlowFile> files = files(random);
        List<FlowFile> shuffled = new ArrayList<>(files);
        shuffled.addAll(files.subList(0, random.nextInt(files.size())));
        Collections.shuffle(shuffled, random);
        InventoryProfile<VpcFacts, HourlyCounterHistory> other = Sights.network();
        other.see(1, Sights.facts(List.of("nat-1"), List.of()));

        files.forEach(file -> file.fold(network));
        shuffled.forEach(file -> file.fold(other));
        for (int hoursAgo = 60; hoursAgo > 10; hoursAgo--) {
            network.close(Sights.LAST.plus(-hoursAgo), 8);
            other.close(Sights.LAST.plus(-hoursAgo), 8);
        }

        Map<String, Long> seen = network.history().talkers(Sights.LAST, 168, "other-zone");
        assertThat(other.history().talkers(Sights.LAST, 168, "other-zone")).isEqualTo(seen);
        Map<String, Long> exact = new TreeMap<>();
        files.forEach(file -> file.bytes.forEach((resource, bytes) -> exact.merge(resource, bytes, Long::sum)));
        long all = exact.values().stream().mapToLong(Long::longValue).sum();
        exact.forEach((resource, bytes) -> assertThat(seen.getOrDefault(resource, 0L))
                .isLessThanOrEqualTo(bytes)
                .isGreaterThanOrEqualTo(bytes - all / 21));
    }

    /** A few send most of the bytes, many send little. */
    private static List<FlowFile> files(Random random) {
        List<FlowFile> files = new ArrayList<>();
        for (int number = 0; number < 120; number++) {
            Map<String, Long> bytes = new TreeMap<>();
            for (int talker = 0; talker < 10; talker++) {
                boolean isLarge = random.nextInt(4) == 0;
                String resource = isLarge ? "large-" + random.nextInt(3) : "small-" + random.nextInt(80);
                bytes.merge(resource, (isLarge ? 20 : 1) * (GB + random.nextInt(1000)), Long::sum);
            }
            files.add(new FlowFile("file-" + number, random.nextInt(60), bytes));
        }
        return files;
    }

    private void fold(String file, int hoursAgo, Map<String, Long> bytes) {
        new FlowFile(file, hoursAgo, bytes).fold(network);
    }

    /** What a file of flow logs has of an hour, by the resource that sent it. */
    private record FlowFile(String name, int hoursAgo, Map<String, Long> bytes) {

        void fold(InventoryProfile<VpcFacts, HourlyCounterHistory> profile) {
            long sum = bytes.values().stream().mapToLong(Long::longValue).sum();
            Signal signal = Signals.flow(
                    profile.resource(),
                    name,
                    "same-zone",
                    "other-zone",
                    Sights.LAST.plus(-hoursAgo).start(),
                    sum);
            Flow.Builder flow = signal.getFlow().toBuilder();
            bytes.forEach((resource, count) -> flow.addTalkers(Talker.newBuilder()
                    .setInterface("eni")
                    .setResource(resource)
                    .setBytes(count)));
            new FlowSignals()
                    .fold(
                            profile.history(),
                            profile.timeline(),
                            signal.toBuilder().setFlow(flow).build(),
                            null);
        }
    }

    private Verdict zones(Function<PriceKey, Optional<BigDecimal>> prices) {
        return CrossZoneTraffic.of(Defaults.of(CrossZoneTrafficConfig.class))
                .evaluate(new VpcFlowSnapshot(network.at(Sights.LAST, 1), prices));
    }

    private Verdict internet(Function<PriceKey, Optional<BigDecimal>> prices) {
        return InternetEgress.of(Defaults.of(InternetEgressConfig.class))
                .evaluate(new VpcFlowSnapshot(network.at(Sights.LAST, 1), prices));
    }

    /** The price at which so many gigabytes cost an amount. */
    private static Function<PriceKey, Optional<BigDecimal>> costing(String dollars, String gigabytes) {
        BigDecimal price = new BigDecimal(dollars).divide(new BigDecimal(gigabytes), new MathContext(40));
        return key -> Optional.of(price);
    }

    @Test
    void shouldPriceWhatGoesToTheInternetByItsTiers() {
        flow("nat", "internet", 168 * 20 * GB);

        Saving saving = Savings.of(internet(), Defaults.prices().on(DAY));

        // 14,600 GB: 100 free, 10,140 at 0.09, 4,360 at 0.085.
        assertThat(saving.cost()).isEqualByComparingTo("1283.20");
        assertThat(saving.priced()).isFalse();
    }

    @Test
    void shouldPriceNothingWithoutAPrice() {
        InventoryProfile<VpcFacts, HourlyCounterHistory> far = Sights.network();
        far.see(1, new VpcFacts("123456789012", "sa-east-1", Map.of(), List.of(), List.of()));
        Sights.move(far, "nat", "internet", 1, "e", 900 * GB);
        Sights.move(far, "same-zone", "other-zone", 1, "f", 900 * GB);
        DatedPrices prices = Defaults.prices().on(DAY);
        VpcFlowSnapshot vpcFlowSnapshot = new VpcFlowSnapshot(far.at(Sights.LAST, 1), prices::amount);

        assertThat(Savings.of(
                        InternetEgress.of(Defaults.of(InternetEgressConfig.class))
                                .evaluate(vpcFlowSnapshot),
                        prices))
                .isEqualTo(Saving.unpriced("no price known for transfer from sa-east-1 to the internet"));
        assertThat(Savings.of(
                        CrossZoneTraffic.of(Defaults.of(CrossZoneTrafficConfig.class))
                                .evaluate(vpcFlowSnapshot),
                        prices))
                .isEqualTo(Saving.unpriced("no price known for transfer between zones of sa-east-1"));
    }

    private void flow(String source, String destination, long bytes) {
        Sights.move(network, source, destination, 1, source + destination, bytes);
    }

    private VpcFlowSnapshot seen() {
        return new VpcFlowSnapshot(network.at(Sights.LAST, 1), Defaults.prices().on(DAY)::amount);
    }

    private Verdict zones() {
        return CrossZoneTraffic.of(Defaults.of(CrossZoneTrafficConfig.class)).evaluate(seen());
    }

    private Verdict internet() {
        return InternetEgress.of(Defaults.of(InternetEgressConfig.class)).evaluate(seen());
    }
}
