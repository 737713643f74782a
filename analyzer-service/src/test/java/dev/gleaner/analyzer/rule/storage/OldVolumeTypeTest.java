package dev.gleaner.analyzer.rule.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Listed;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.StoragePrices;
import dev.gleaner.analyzer.fixture.StorageSights;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.profile.volume.VolumeIoHistory;
import dev.gleaner.analyzer.profile.volume.VolumeIoSignals;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.signal.proto.Inventory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OldVolumeTypeTest {

    private static final long END = Sights.LAST.endMillis();

    /** A gp2 volume has 128 MiB/s up to 170 GiB and 250 above, 3 IOPS a GiB above 1,000 GiB, and never more than 16,000. */
    @ParameterizedTest
    @CsvSource({
        "56, 3000, 128",
        "170, 3000, 128",
        "300, 3000, 250",
        "1000, 3000, 250",
        "1001, 3003, 250",
        "5333, 15999, 250",
        "5334, 16000, 250",
        "16384, 16000, 250"
    })
    void shouldProposeAtLeastThePerformanceOfGp2(int gibibytes, String iops, String throughput) {
        assertThat(((Verdict.Found) judge(Listed.gp2(gibibytes))).remedies())
                .singleElement()
                .satisfies(remedy -> {
                    assertThat(remedy.action()).isEqualTo("modify-volume");
                    assertThat(remedy.parameters())
                            .isEqualTo(Map.of("type", "gp3", "iops", iops, "throughput", throughput));
                    assertThat(remedy.reversible()).isTrue();
                });
    }

    /**
     * 0.02 USD a GiB do not pay for 3 MiB/s at 0.12 USD, or for 125 MiB/s at 5 USD, or only by some cents, which nobody should be asked
     * about: a root volume of 8 GiB saves 0.04 USD.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 8, 55, 171, 200, 250, 299})
    void shouldSayNothingWhereGp3SavesLessThanTheMinimum(int gibibytes) {
        assertThat(judge(Listed.gp2(gibibytes)))
                .isEqualTo(new Verdict.Nothing("gp3 of the same performance would not cost less by the minimum"));
    }

    @Test
    void shouldNeverProposeWhatCostsMoreOrPerformsLess() {
        for (int gibibytes = 1; gibibytes <= 16_384; gibibytes += 1 + gibibytes / 50) {
            double extra = Math.max(0, Math.min(16_000, 3 * gibibytes) - 3000) * 0.005
                    + ((gibibytes <= 170 ? 128 : 250) - 125) * 0.04;
            assertThat(judge(Listed.gp2(gibibytes)) instanceof Verdict.Found)
                    .as("%d GiB", gibibytes)
                    .isEqualTo(gibibytes * 0.02 - extra > 0.999999);
        }
    }

    @Test
    void shouldCountVolumesInUseAsWellAsOthers() {
        assertThat(judge(Listed.attached(Listed.gp2(500)))).isInstanceOf(Verdict.Found.class);
        assertThat(judge(Listed.gp2(500).setState("creating"))).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(Listed.gp2(500).setState("deleting"))).isInstanceOf(Verdict.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gp3", "io1", "io2", "st1", "sc1", "standard", ""})
    void shouldSayNothingOfOtherTypes(String type) {
        assertThat(judge(Listed.gp2(500).setType(type))).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNameEachPriceThatIsNotKnown() {
        PriceBook prices = new StoragePrices()
                .without("ebs", "gp3", "gb-month")
                .without("ebs", "gp3-throughput", "mibps-month")
                .alone();

        assertThat(judge(Listed.gp2(500), prices))
                .isEqualTo(new Verdict.Insufficient(List.of(
                        "the price ebs|gp3|us-east-1|||gb-month",
                        "the price ebs|gp3-throughput|us-east-1|||mibps-month")));
    }

    /** A price of IOPS is needed only where they have to be bought. */
    @Test
    void shouldNotNeedAPriceOfWhatIsIncluded() {
        PriceBook prices =
                new StoragePrices().without("ebs", "gp3-iops", "iops-month").alone();

        assertThat(judge(Listed.gp2(1000), prices)).isInstanceOf(Verdict.Found.class);
        assertThat(judge(Listed.gp2(1001), prices)).isInstanceOf(Verdict.Insufficient.class);
    }

    @Test
    void shouldNotTakeAnUnknownSizeForNone() {
        assertThat(judge(Listed.gp2(500).clearSize())).isEqualTo(new Verdict.Insufficient(List.of("its size")));
    }

    @Test
    void shouldNameTheControllerOfAVolume() {
        assertThat(((Verdict.Found) judge(Listed.gp2(500).setOwner("eks:prod"))).remedies())
                .singleElement()
                .satisfies(remedy -> {
                    assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
                    assertThat(remedy.text()).contains("eks:prod", "3000 IOPS and 250 MiB/s");
                });
    }

    /** IOPS and MiB/s of the use, what is bought, and what is proposed: 20 % more, in steps, at least 3,000 and 125. */
    @ParameterizedTest
    @CsvSource({
        "100, 10, 8000, 500, 3000, 125",
        "4000, 10, 8000, 500, 5000, 125",
        "4000, 300, 8000, 500, 5000, 375",
        "2500, 300, 8000, 500, 3100, 375",
        "100, 300, 8000, 500, 3000, 375",
        "100, 700, 8000, 1000, 3500, 855",
    })
    void shouldProposeTheUseWithAMargin(
            int usedIops, int usedThroughput, int iops, int throughput, String newIops, String newThroughput) {
        assertThat(((Verdict.Found) judge(gp3(iops, throughput), usedIops, usedThroughput)).remedies())
                .singleElement()
                .satisfies(remedy -> assertThat(remedy.parameters())
                        .isEqualTo(Map.of("type", "gp3", "iops", newIops, "throughput", newThroughput)));
    }

    @Test
    void shouldSayNothingOfPerformanceThatIsUsedOrIncluded() {
        assertThat(judge(gp3(8000, 500), 7000, 480)).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(gp3(3000, 125), 0, 0)).isInstanceOf(Verdict.Nothing.class);
    }

    /** io1 of 100 GiB and 10,000 IOPS costs 662.50 USD a month: 12.50 for its size and 650 for its IOPS. */
    @Test
    void shouldProposeGp3WhereTheUseFits() {
        assertThat(judge(io1(10_000), 4000, 100)).isInstanceOfSatisfying(Verdict.Found.class, found -> {
            assertThat(found.remedies()).singleElement().satisfies(remedy -> {
                assertThat(remedy.parameters()).isEqualTo(Map.of("type", "gp3", "iops", "5000", "throughput", "125"));
                assertThat(String.join(", ", remedy.irreversibleParts())).contains("latency of io1");
            });
            assertThat(found.evidence()).anySatisfy(evidence -> {
                assertThat(evidence.name()).isEqualTo("p99 of IOPS");
                assertThat(evidence.value()).isBetween(4000.0, 4200.0);
                assertThat(evidence.threshold()).isEqualTo(10_000.0);
            });
        });
    }

    /** gp3 has at most 500 IOPS a GiB and is attached to one instance; what io1 does not need is advice then. */
    @Test
    void shouldAdviseFewerIopsWhereGp3DoesNotFit() {
        Inventory.Builder small = io1(10_000).setSize(10 * StorageSights.GIB);
        Inventory.Builder shared = Listed.attached(io1(10_000));

        assertThat(List.of(judge(small, 5000, 100), judge(shared, 5000, 100)))
                .allSatisfy(verdict -> assertThat(((Verdict.Found) verdict).remedies())
                        .singleElement()
                        .satisfies(remedy -> {
                            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
                            assertThat(remedy.text()).contains("--iops 6");
                        }));
    }

    @Test
    void shouldSayNothingOfADetachedOrYoungVolume() {
        Inventory.Builder detached = gp3(8000, 500).setState("available").clearAttachments();

        assertThat(judge(detached, 100, 10)).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(gp3(8000, 500).setCreated(END - 13 * 86_400_000L), 100, 10))
                .isEqualTo(new Verdict.Nothing("it is younger than 14 days"));
    }

    @Test
    void shouldNotTakeUnknownUseForNone() {
        assertThat(judge(gp3(8000, 500)))
                .isInstanceOfSatisfying(
                        Verdict.Insufficient.class,
                        verdict -> assertThat(verdict.missing()).hasSize(2));
        assertThat(judge(gp3(8000, 500).clearThroughput())).isInstanceOf(Verdict.Insufficient.class);
        assertThat(judge(io1(8000).clearIops())).isInstanceOf(Verdict.Insufficient.class);
    }

    private static Inventory.Builder gp3(int iops, int throughput) {
        return Listed.attached(Listed.gp3()).setIops(iops).setThroughput((long) throughput << 20);
    }

    private static Inventory.Builder io1(int iops) {
        return Listed.attached(Listed.gp3()).setType("io1").setIops(iops).clearThroughput();
    }

    /** With steady use, in all minutes of 15 days. */
    private static Verdict judge(Inventory.Builder listed, int iops, int throughput) {
        InventoryProfile<VolumeFacts, VolumeIoHistory> volume = StorageSights.usedVolume();
        volume.see(END, StorageSights.facts(listed));
        for (int hour = 0; hour < 15 * 24; hour++) {
            new VolumeIoSignals()
                    .fold(
                            volume.history(),
                            volume.timeline(),
                            Listed.use(
                                    Listed.FORGOTTEN,
                                    Sights.LAST.plus(-hour).start(),
                                    60,
                                    iops,
                                    (double) throughput * (1 << 20)),
                            null);
        }
        return OldVolumeType.of(Defaults.settings())
                .evaluate(StorageSights.pricedUse(volume.at(Sights.LAST, END), new StoragePrices().alone()));
    }

    private static Verdict judge(Inventory.Builder volume) {
        return judge(volume, new StoragePrices().alone());
    }

    private static Verdict judge(Inventory.Builder listed, PriceBook prices) {
        InventoryProfile<VolumeFacts, VolumeIoHistory> volume = StorageSights.usedVolume();
        volume.see(END, StorageSights.facts(listed));
        return OldVolumeType.of(Defaults.settings())
                .evaluate(StorageSights.pricedUse(volume.at(Sights.LAST, END), prices));
    }
}
