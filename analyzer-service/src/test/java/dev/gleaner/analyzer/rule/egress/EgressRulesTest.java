package dev.gleaner.analyzer.rule.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.NetworkSnapshot;
import dev.gleaner.analyzer.profile.inventory.PrefixSnapshot;
import dev.gleaner.analyzer.profile.inventory.VpcFacts;
import dev.gleaner.analyzer.profile.reuse.ReadHistory;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EgressRulesTest {

    private static final long GB = 1_000_000_000L;
    private static final LocalDate DAY = LocalDate.of(2026, 7, 19);
    private static final Function<PriceKey, Optional<BigDecimal>> PRICES =
            Defaults.prices().on(DAY)::amount;

    private final InventoryProfile<BucketFacts, ReadHistory> bucket = Sights.bucket();
    private final InventoryProfile<VpcFacts, HourlyCounterHistory> network = Sights.network();

    @BeforeEach
    void list() {
        bucket.see(1, Sights.facts(null));
        network.see(1, Sights.facts(List.of("nat-1"), List.of()));
    }

    @Test
    void shouldFindAPrefixThatIsReadFromElsewhereAboveTheLimit() {
        read("eu-west-1", 230_136_986_302L);
        assertThat(judge()).isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldSayNothingAtTheLimit() {
        read("eu-west-1", 230_136_986_301L);
        assertThat(judge()).isInstanceOf(Verdict.Nothing.class);
    }

    /** 20 USD are 322 GB to the internet, of which 100 are free, and 1,000 to another region. */
    @Test
    void shouldCompareWhatTheReadsCost() {
        read("internet", 74_100_000_000L);
        assertThat(judge()).isInstanceOf(Verdict.Nothing.class);

        read("eu-west-1", 10 * GB);
        assertThat(judge()).isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldCompareTheBytesWithoutAPrice() {
        InventoryProfile<BucketFacts, ReadHistory> far = Sights.bucket();
        BucketFacts here = Sights.facts(null);
        far.see(1, new BucketFacts(here.account(), "sa-east-1", here.tags(), null, "", List.of(), null, null, null));
        Sights.read(far, "data/", "eu-west-1", 0, "e", 230_136_986_301L);
        assertThat(rule().evaluate(new PrefixSnapshot(far.at(Sights.LAST, 1), "data/", PRICES)))
                .isInstanceOf(Verdict.Nothing.class);

        Sights.read(far, "data/", "eu-west-1", 0, "f", GB);
        assertThat(rule().evaluate(new PrefixSnapshot(far.at(Sights.LAST, 1), "data/", PRICES)))
                .isInstanceOfSatisfying(
                        Verdict.Found.class,
                        found -> assertThat(found.evidence())
                                .extracting(Evidence::name)
                                .contains("limited by bytes, as a price is not known: read from elsewhere"));
    }

    @Test
    void shouldCountNoReaderOfWhomItIsNotKnownWhereItRuns() {
        read("", 900 * GB);
        read(Signals.REGION, 900 * GB);
        assertThat(judge()).isInstanceOf(Verdict.Nothing.class);

        read("eu-west-1", 300 * GB);

        assertThat(((Verdict.Found) judge()).evidence())
                .contains(new Evidence("read from where it is not known", 900.0 * GB, "bytes", null, 1, 1))
                .contains(new Evidence("read from its own region", 900.0 * GB, "bytes", null, 1, 1))
                .contains(new Evidence("read from eu-west-1", 300.0 * GB, "bytes", null, 1, 1))
                .anyMatch(evidence -> evidence.name().equals("cost a month of what was read from elsewhere")
                        && evidence.value() == 26.07
                        && evidence.threshold() == 20);
    }

    @Test
    void shouldLookBackSevenDays() {
        Sights.read(bucket, "data/", "eu-west-1", 167, "new", 300 * GB);
        assertThat(judge()).isInstanceOf(Verdict.Found.class);
        InventoryProfile<BucketFacts, ReadHistory> other = Sights.bucket();
        other.see(1, Sights.facts(null));

        Sights.read(other, "data/", "eu-west-1", 168, "old", 300 * GB);

        assertThat(rule().evaluate(new PrefixSnapshot(other.at(Sights.LAST, 1), "data/", PRICES)))
                .isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldAdviseToMoveTheJobOrToKeepACopy() {
        read("eu-west-1", 168 * GB);
        read("ap-south-1", 168 * GB);

        assertThat(((Verdict.Found) judge()).remedies())
                .allMatch(remedy -> remedy.action().equals(Remedy.ADVICE))
                .extracting(Remedy::text)
                .satisfiesExactly(
                        move -> assertThat(move)
                                .startsWith("Move the job")
                                .contains("ap-south-1, eu-west-1 to us-east-1"),
                        copy -> assertThat(copy).contains("copy of the prefix"));
    }

    @Test
    void shouldShowWhatTheTransferAndWhatACopyCosts() {
        read("eu-west-3", 168 * GB);

        Saving saving = saving();

        assertThat(saving.monthly()).isEqualByComparingTo("14.60");
        assertThat(saving.high()).isEqualByComparingTo("14.60");
        assertThat(saving.low()).isEqualByComparingTo("14.60");
        assertThat(saving.basis())
                .isEqualTo(
                        "a month's transfer: to eu-west-3 730 GB x 0.02/GB, 2026-04-27; a copy of the bucket's Standard storage costs 11.50 a"
                                + " month (eu-west-3, at the price of us-east-1, 500 GB x 0.023/GB, 2026-11-24)");
    }

    @Test
    void shouldPriceACopyWhereItWouldBe() {
        read("eu-west-1", 168 * GB);

        assertThat(saving().basis()).endsWith("costs 11.50 a month (eu-west-1 500 GB x 0.023/GB, 2026-09-27)");
    }

    @Test
    void shouldPriceWhatGoesToTheInternetByItsTiers() {
        read("internet", 168 * 20 * GB);

        Saving saving = saving();

        // 14,600 GB: 100 free, 10,140 at 0.09, 4,360 at 0.085.
        assertThat(saving.monthly()).isEqualByComparingTo("1283.20");
        assertThat(saving.basis()).contains("100 GB x 0/GB", "10140 GB x 0.09/GB", "4360 GB x 0.085/GB");
        assertThat(((Verdict.Found) judge()).remedies())
                .singleElement()
                .extracting(Remedy::text)
                .asString()
                .contains("CloudFront");
    }

    @Test
    void shouldPriceNothingWithoutAPrice() {
        InventoryProfile<BucketFacts, ReadHistory> far = Sights.bucket();
        BucketFacts here = Sights.facts(null);
        far.see(1, new BucketFacts(here.account(), "sa-east-1", here.tags(), null, "", List.of(), null, null, null));
        Sights.read(far, "data/", "eu-west-1", 0, "e", 900 * GB);

        Saving saving = saving(far);

        assertThat(saving.priced()).isFalse();
        assertThat(saving.basis()).contains("sa-east-1");
    }

    @Test
    void shouldFindAVpcWhoseWayToS3LeadsThroughNat() {
        Sights.move(network, "nat-1", Signals.REGION, 3, "e1", 168 * GB);
        Sights.move(network, "nat-2", Signals.REGION, 5, "e2", 168 * GB);
        Sights.move(network, "nat-1", "eu-west-1", 5, "e3", 500 * GB);

        Verdict.Found found = (Verdict.Found) judgeNetwork();

        assertThat(found.remedies())
                .singleElement()
                .satisfies(remedy -> assertThat(remedy.action()).isEqualTo("create-s3-endpoint"))
                .satisfies(remedy -> assertThat(remedy.reversible()).isFalse())
                .satisfies(remedy -> assertThat(remedy.parameters()).isEmpty());
        assertThat(found.evidence())
                .contains(new Evidence("to and from S3 through NAT", 336.0 * GB, "bytes", null, 2, 1));
        assertThat(natSaving().monthly()).isEqualByComparingTo("65.70");
        assertThat(natSaving().basis()).contains("1460 GB x 0.045/GB, 2026-04-27");
    }

    @Test
    void shouldFindNothingOfWhichNoBytesWereSeen() {
        Sights.move(network, "nat-1", "eu-west-1", 5, "e3", 500 * GB);
        Sights.measure(network, "nat-1", 0, 168, 5 * GB);
        assertThat(judgeNetwork()).isInstanceOf(Verdict.Nothing.class);
    }

    /** Both directions of 168 hours with 0.5 GB each are 168 GB, half of what the events say. */
    @Test
    void shouldCountNoMoreThanWentThroughTheGateways() {
        Sights.move(network, "nat-1", Signals.REGION, 3, "e1", 336 * GB);
        Sights.measure(network, "nat-1", 0, 168, GB / 2);

        Verdict.Found found = (Verdict.Found) judgeNetwork();

        assertThat(found.evidence())
                .contains(new Evidence("to and from S3 through NAT", 336.0 * GB, "bytes", null, 1, 1))
                .contains(new Evidence("to and from anything through NAT", 168.0 * GB, "bytes", null, 168, 1));
        assertThat(natSaving().monthly()).isEqualByComparingTo("32.85");
    }

    /** What is missing in an hour without a value is not known, so it is no limit. */
    @Test
    void shouldNotLimitBytesByHoursThatAreMissing() {
        Sights.move(network, "nat-1", Signals.REGION, 3, "e1", 336 * GB);
        Sights.measure(network, "nat-1", 0, 167, 0);
        assertThat(natSaving().monthly()).isEqualByComparingTo("65.70");

        Sights.measure(network, "nat-1", 167, 168, 0);
        assertThat(judgeNetwork()).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldSayNothingOfAVpcWithoutNatOrWithAnEndpoint() {
        Sights.move(network, "nat-1", Signals.REGION, 3, "e1", GB);
        assertThat(judgeNetwork()).isInstanceOf(Verdict.Found.class);

        network.see(2, Sights.facts(List.of(), List.of()));
        assertThat(judgeNetwork()).isInstanceOf(Verdict.Nothing.class);

        network.see(3, Sights.facts(List.of("nat-1"), List.of("vpce-1")));
        assertThat(judgeNetwork()).isInstanceOf(Verdict.Nothing.class);
    }

    private void read(String region, long bytes) {
        Sights.read(bucket, "data/", region, 1, region + bytes, bytes);
    }

    private Verdict judge() {
        return rule().evaluate(new PrefixSnapshot(bucket.at(Sights.LAST, 1), "data/", PRICES));
    }

    private Saving saving() {
        return saving(bucket);
    }

    /** Without a limit. */
    private static Saving saving(InventoryProfile<BucketFacts, ReadHistory> profile) {
        CrossRegionRead unlimited = new CrossRegionRead(rule().hours(), new TrafficLimit(0, 0), 1);
        return Savings.of(
                unlimited.evaluate(new PrefixSnapshot(profile.at(Sights.LAST, 1), "data/", PRICES)),
                Defaults.prices().on(DAY));
    }

    private static CrossRegionRead rule() {
        return CrossRegionRead.of(Defaults.of(CrossRegionReadConfig.class));
    }

    private Verdict judgeNetwork() {
        return NatToS3.of(Defaults.of(NatToS3Config.class)).evaluate(new NetworkSnapshot(network.at(Sights.LAST, 1)));
    }

    private Saving natSaving() {
        return Savings.of(judgeNetwork(), Defaults.prices().on(DAY));
    }
}
