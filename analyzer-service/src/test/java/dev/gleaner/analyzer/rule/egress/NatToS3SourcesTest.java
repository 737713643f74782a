package dev.gleaner.analyzer.rule.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.NetworkSnapshot;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flow logs and events tell of the same bytes: {@code nat-to-s3} counts one of them. */
class NatToS3SourcesTest {

    private static final long GB = 1_000_000_000L;
    private static final int HOURS = 7 * 24;
    private static final String BYTES = "to and from S3 through NAT";
    private static final String OTHER_BYTES = "to and from S3 of other regions through NAT";

    private final InventoryProfile<VpcFacts, HourlyCounterHistory> network = Sights.network();

    @BeforeEach
    void list() {
        network.see(1, Sights.facts(List.of("nat-1", "nat-2"), List.of()));
    }

    @Test
    void shouldFindByFlowLogsAlone() {
        Sights.log(network, "a", "nat-1", "same-region", 3, 168 * GB);
        Sights.log(network, "a", "nat-1", "other-region", 3, 9 * GB);
        Sights.log(network, "b", "nat-2", "same-region", 5, 168 * GB);

        Verdict.Found found = (Verdict.Found) evaluate();

        assertThat(found.evidence())
                .contains(
                        new Evidence(BYTES, 336.0 * GB, "bytes", null, 2, 1),
                        new Evidence(OTHER_BYTES, 9.0 * GB, "bytes", null, 1, 1),
                        new Evidence("hours of NAT gateways by flow logs", 2, "hours", null, 2, 1));
        assertThat(found.remedies())
                .singleElement()
                .satisfies(remedy -> assertThat(remedy.action()).isEqualTo("create-s3-endpoint"));
        assertThat(saving().monthly()).isEqualByComparingTo("65.70");
    }

    @Test
    void shouldPreferFlowLogsByGatewayAndHour() {
        Sights.log(network, "a", "nat-1", "same-region", 3, 100 * GB);
        Sights.move(network, "nat-1", Signals.REGION, 3, "e1", 90 * GB);
        Sights.move(network, "nat-1", "eu-west-1", 3, "e2", 5 * GB);
        Sights.move(network, "nat-1", Signals.REGION, 4, "e3", 20 * GB);
        Sights.move(network, "nat-2", Signals.REGION, 3, "e4", 3 * GB);

        assertThat(bytes(BYTES)).isEqualTo(123 * GB);
        assertThat(bytes(OTHER_BYTES)).isZero();
    }

    /** Flow logs tell that nothing went to S3 in that hour; what events show then went another way. */
    @Test
    void shouldPreferZeroBytesOfFlowLogs() {
        Sights.log(network, "a", "nat-1", "same-region", 3, 0);
        Sights.move(network, "nat-1", Signals.REGION, 3, "e1", 90 * GB);

        assertThat(evaluate()).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldCountAFileOnceAndFilesOfAnHourTogether() {
        for (int time = 0; time < 2; time++) {
            Sights.log(network, "a", "nat-1", "same-region", 3, 4 * GB);
            Sights.log(network, "b", "nat-1", "same-region", 3, 2 * GB);
        }
        assertThat(bytes(BYTES)).isEqualTo(6 * GB);
    }

    @Test
    void shouldNameBothSourcesWhereThereIsNone() {
        assertThat(evaluate()).isInstanceOfSatisfying(Verdict.Insufficient.class, insufficient -> {
            assertThat(insufficient.missing())
                    .singleElement()
                    .asString()
                    .contains(
                            "S3 data events",
                            "flow logs",
                            "pkt-src-aws-service",
                            "pkt-dst-aws-service",
                            "; switch on data events of S3 in CloudTrail or VPC flow logs");
            assertThat(insufficient.sources())
                    .extracting(Finding.MissingSource::source)
                    .containsExactly(DataSource.S3_DATA_EVENTS, DataSource.VPC_FLOW_LOGS);
        });
    }

    /** Nobody knows what part of the bytes is of S3. */
    @Test
    void shouldSaveAtMostTheBytesOfItsGateways() {
        assertThat(atMost().cost()).isNull();

        for (String gateway : List.of("nat-1", "nat-2")) {
            Sights.measure(network, gateway, 0, HOURS, GB);
        }
        assertThat(atMost().cost()).isEqualByComparingTo("131.40");
        assertThat(atMost().monthly()).isNull();
    }

    private Saving atMost() {
        return ((Verdict.Insufficient) evaluate()).atMost(Defaults.prices().on(LocalDate.of(2026, 7, 19)));
    }

    /** What CloudWatch does not know is not zero. */
    @Test
    void shouldMissNoSourceWhereNothingWentThrough() {
        for (String gateway : List.of("nat-1", "nat-2")) {
            Sights.measure(network, gateway, 0, HOURS - 1, 0);
        }
        assertThat(evaluate()).isInstanceOf(Verdict.Insufficient.class);

        for (String gateway : List.of("nat-1", "nat-2")) {
            Sights.measure(network, gateway, HOURS - 1, HOURS, 0);
        }
        assertThat(evaluate()).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldMissNoSourceOfANewVpc() {
        InventoryProfile<VpcFacts, HourlyCounterHistory> fresh = Sights.network();
        fresh.see(Sights.LAST.plus(2 - HOURS).start().toEpochMilli(), Sights.facts(List.of("nat-1"), List.of()));
        assertThat(evaluate(fresh)).isInstanceOf(Verdict.Nothing.class);

        InventoryProfile<VpcFacts, HourlyCounterHistory> old = Sights.network();
        old.see(Sights.LAST.plus(1 - HOURS).start().toEpochMilli(), Sights.facts(List.of("nat-1"), List.of()));
        assertThat(evaluate(old)).isInstanceOf(Verdict.Insufficient.class);
    }

    @Test
    void shouldNotTakeAnUnknownRegionForItsOwn() {
        Sights.log(network, "a", "nat-1", "same-region", 3, 0);
        Sights.log(network, "a", "nat-1", "unknown", 3, 90 * GB);
        assertThat(evaluate())
                .isInstanceOfSatisfying(
                        Verdict.Insufficient.class,
                        insufficient -> assertThat(insufficient.missing())
                                .singleElement()
                                .asString()
                                .contains("collector.ip-ranges.url"));

        Sights.log(network, "b", "nat-1", "same-region", 4, GB);
        assertThat(((Verdict.Found) evaluate()).evidence())
                .contains(
                        new Evidence(BYTES, GB, "bytes", null, 2, 1),
                        new Evidence("to and from S3 of unknown regions through NAT", 90.0 * GB, "bytes", null, 1, 1));
    }

    /** The region of a bucket is always known. */
    @Test
    void shouldCountEventsWhereFlowLogsDoNotTellTheRegion() {
        Sights.log(network, "a", "nat-1", "same-region", 3, 2 * GB);
        Sights.log(network, "a", "nat-1", "unknown", 3, 90 * GB);
        Sights.move(network, "nat-1", Signals.REGION, 3, "e1", 91 * GB);

        assertThat(bytes(BYTES)).isEqualTo(91 * GB);
    }

    @Test
    void shouldCountNoMoreOfFlowLogsThanWentThrough() {
        Sights.log(network, "a", "nat-1", "same-region", 3, 336 * GB);
        for (String gateway : List.of("nat-1", "nat-2")) {
            Sights.measure(network, gateway, 0, HOURS, GB / 4);
        }
        assertThat(saving().monthly()).isEqualByComparingTo("32.85");
    }

    /**
     * Of whatever both sources tell in whatever order, and whichever hours are final: the sum of a gateway and hour is that of one
     * source, never of both.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNeverAddBothSources(long seed) {
        Random random = new Random(seed);
        List<Runnable> reports = new ArrayList<>();
        long expected = 0;
        for (String gateway : List.of("nat-1", "nat-2")) {
            for (int ago = 0; ago < HOURS + 5; ago++) {
                int hoursAgo = ago;
                String id = gateway + ago;
                long logged = random.nextInt(3) * GB;
                long seen = random.nextInt(3) * GB;
                boolean isLogged = random.nextInt(3) == 0;
                boolean isSeen = random.nextBoolean();
                if (isLogged) {
                    reports.add(() -> Sights.log(network, id, gateway, "same-region", hoursAgo, logged));
                    reports.add(() -> Sights.log(network, id, gateway, "same-region", hoursAgo, logged));
                }
                if (isSeen) {
                    reports.add(() -> Sights.move(network, gateway, Signals.REGION, hoursAgo, id, seen));
                    reports.add(() -> Sights.move(network, gateway, "eu-west-1", hoursAgo, "far" + id, GB));
                }
                expected += ago >= HOURS ? 0 : isLogged ? logged : isSeen ? seen : 0;
            }
        }
        Collections.shuffle(reports, random);
        reports.forEach(Runnable::run);

        assertThat(bytes(BYTES)).isEqualTo(expected);
        for (Hour hour = Sights.LAST.plus(-HOURS - 5);
                hour.number() < Sights.LAST.number() - random.nextInt(HOURS);
                hour = hour.plus(1)) {
            network.history().close(hour, 30);
        }
        assertThat(bytes(BYTES)).isEqualTo(expected);
    }

    private long bytes(String name) {
        return ((Verdict.Found) evaluate())
                .evidence().stream()
                        .filter(evidence -> evidence.name().equals(name))
                        .mapToLong(evidence -> (long) evidence.value())
                        .sum();
    }

    private Saving saving() {
        return Savings.of(evaluate(), Defaults.prices().on(LocalDate.of(2026, 7, 19)));
    }

    private Verdict evaluate() {
        return evaluate(network);
    }

    private static Verdict evaluate(InventoryProfile<VpcFacts, HourlyCounterHistory> network) {
        return NatToS3.of(Defaults.of(NatToS3Config.class)).evaluate(new NetworkSnapshot(network.at(Sights.LAST, 1)));
    }
}
