package dev.gleaner.analyzer.rule.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Listed;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.StoragePrices;
import dev.gleaner.analyzer.fixture.StorageSights;
import dev.gleaner.analyzer.price.PriceBook;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
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
        "7, 3000, 128",
        "170, 3000, 128",
        "251, 3000, 250",
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

    /** 0.02 USD a GiB do not pay for 3 MiB/s at 0.12 USD, or for 125 MiB/s at 5 USD. */
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 171, 200, 250})
    void shouldSayNothingWhereGp3CostsAsMuch(int gibibytes) {
        assertThat(judge(Listed.gp2(gibibytes)))
                .isEqualTo(new Verdict.Nothing("gp3 of the same performance would not cost less"));
    }

    @Test
    void shouldNeverProposeWhatCostsMoreOrPerformsLess() {
        for (int gibibytes = 1; gibibytes <= 16_384; gibibytes += 1 + gibibytes / 50) {
            double extra = Math.max(0, Math.min(16_000, 3 * gibibytes) - 3000) * 0.005
                    + ((gibibytes <= 170 ? 128 : 250) - 125) * 0.04;
            assertThat(judge(Listed.gp2(gibibytes)) instanceof Verdict.Found)
                    .as("%d GiB", gibibytes)
                    .isEqualTo(gibibytes * 0.02 - extra > 0.004999);
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

    private static Verdict judge(Inventory.Builder volume) {
        return judge(volume, new StoragePrices().alone());
    }

    private static Verdict judge(Inventory.Builder listed, PriceBook prices) {
        InventoryProfile<VolumeFacts> volume = StorageSights.volume();
        volume.see(END, StorageSights.facts(listed));
        return Defaults.listed().oldVolumeType().evaluate(StorageSights.priced(volume.at(Sights.LAST, END), prices));
    }
}
