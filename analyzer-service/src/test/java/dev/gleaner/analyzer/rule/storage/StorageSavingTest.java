package dev.gleaner.analyzer.rule.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Listed;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.StoragePrices;
import dev.gleaner.analyzer.fixture.StorageSights;
import dev.gleaner.analyzer.profile.history.NoHistory;
import dev.gleaner.analyzer.profile.inventory.EbsSnapshotFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.PricedSnapshot;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.profile.volume.VolumeIoHistory;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.proto.Inventory;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageSavingTest {

    private static final LocalDate DAY = LocalDate.of(2026, 7, 19);
    private static final long END = Sights.LAST.endMillis();
    private static final long GIB = StorageSights.GIB;

    /** The size, what is provisioned above the included performance, and less a snapshot of the full size at 0.05. */
    @ParameterizedTest
    @CsvSource({
        "gp3, 3000, 125, 8.00, 3.00",
        "gp3, 4000, 125, 13.00, 8.00",
        "gp3, 3000, 225, 12.00, 7.00",
        "gp3, 2000, 100, 8.00, 3.00",
        "gp2, 300, , 10.00, 5.00",
        "io1, 1000, , 77.50, 72.50",
        "io2, 32000, , 2092.50, 2087.50",
        "io2, 64000, , 2092.50, 2087.50",
        "st1, , , 4.50, 0.00"
    })
    void shouldPriceAVolumeByItsSizeAndWhatIsProvisioned(
            String type, @Nullable Integer iops, @Nullable Integer throughput, String high, String low) {
        Inventory.Builder volume = Listed.gp3().setType(type).clearIops().clearThroughput();
        if (iops != null) {
            volume.setIops(iops);
        }
        if (throughput != null) {
            volume.setThroughput((long) throughput << 20);
        }

        assertSaving(forgotten(volume, StoragePrices.book()), high, low, high);
    }

    @Test
    void shouldNotTakeUnknownPerformanceForTheIncludedOne() {
        assertThat(forgotten(Listed.gp3().clearIops(), StoragePrices.book()).basis())
                .isEqualTo("it is not known what the volume is billed for: its provisioned IOPS or throughput");
        assertThat(forgotten(Listed.gp3().clearThroughput(), StoragePrices.book())
                        .priced())
                .isFalse();
        assertThat(forgotten(Listed.gp3().setType("io1").clearIops(), StoragePrices.book())
                        .priced())
                .isFalse();
        assertThat(forgotten(Listed.gp3().clearSize(), StoragePrices.book()).priced())
                .isFalse();
    }

    @Test
    void shouldNameThePriceOfAVolumeThatIsNotKnown() {
        PriceBook prices =
                new StoragePrices().without("ebs", "gp3-iops", "iops-month").alone();

        assertThat(forgotten(Listed.gp3().setIops(3001), prices))
                .isEqualTo(Saving.unpriced("no price known for ebs|gp3-iops|us-east-1|||iops-month"));
        assertThat(forgotten(Listed.gp3(), prices).priced()).isTrue();
    }

    @Test
    void shouldExpectNothingForSureWithoutThePriceOfTheSnapshot() {
        Saving saving = forgotten(
                Listed.gp3(),
                new StoragePrices().without("ebs", "snapshot", "gb-month").alone());

        assertSaving(saving, "8.00", "0.00", "8.00");
        assertThat(saving.basis()).contains("not known: no price known for ebs|snapshot|us-east-1|||gb-month");
    }

    @Test
    void shouldPriceAnAddressByTheHoursOfAMonth() {
        assertSaving(ForgottenAddress.saving(StoragePrices.book().on(DAY), Signals.REGION), "3.65", "3.65", "3.65");
        assertThat(ForgottenAddress.saving(nothing().on(DAY), Signals.REGION))
                .isEqualTo(Saving.unpriced("no price known for vpc|public-ipv4|us-east-1|||hour"));
    }

    @Test
    void shouldPriceASnapshotByItsBlocksWhichOthersMayShare() {
        EbsSnapshotFacts facts = StorageSights.snapshot(END, List.of());

        assertSaving(snapshot(facts, StoragePrices.book()), "2.00", "0.00", "2.00");
        assertSaving(snapshot(with(facts, "archive", 40 * GIB), StoragePrices.book()), "0.50", "0.00", "0.50");
        assertSaving(snapshot(with(facts, "standard", null), StoragePrices.book()), "5.00", "0.00", "5.00");
        assertThat(snapshot(facts, nothing()))
                .isEqualTo(Saving.unpriced("no price known for ebs|snapshot|us-east-1|||gb-month"));
        assertThat(snapshot(with(facts, "archive", null), nothing()).basis()).contains("ebs|snapshot-archive|");
    }

    @ParameterizedTest
    @CsvSource({"100, 1.88", "1000, 15.00", "5334, 36.68"})
    void shouldPriceATypeByTheDifference(int gibibytes, String saved) {
        InventoryProfile<VolumeFacts, VolumeIoHistory> volume = StorageSights.usedVolume();
        volume.see(END, StorageSights.facts(Listed.gp2(gibibytes)));

        Saving saving = Savings.of(
                OldVolumeType.of(Defaults.settings())
                        .evaluate(StorageSights.pricedUse(volume.at(Sights.LAST, END), StoragePrices.book())),
                StoragePrices.book().on(DAY));

        assertThat(saving.monthly()).isEqualByComparingTo(saved);
        assertThat(saving.low()).isEqualTo(saving.high());
    }

    private static Saving forgotten(Inventory.Builder listed, PriceBook prices) {
        InventoryProfile<VolumeFacts, NoHistory> volume = StorageSights.volume();
        volume.see(END, StorageSights.facts(listed));
        PricedSnapshot<VolumeFacts> input = priced(volume);
        return ForgottenVolume.saving(prices.on(DAY), Objects.requireNonNull(input.facts()), input.region());
    }

    private static Saving snapshot(EbsSnapshotFacts facts, PriceBook prices) {
        InventoryProfile<EbsSnapshotFacts, NoHistory> snapshot = StorageSights.snapshot();
        snapshot.see(END, facts);
        PricedSnapshot<EbsSnapshotFacts> input = priced(snapshot);
        return ForgottenSnapshot.saving(prices.on(DAY), Objects.requireNonNull(input.facts()), input.region());
    }

    private static EbsSnapshotFacts with(EbsSnapshotFacts facts, String tier, @Nullable Long stored) {
        return new EbsSnapshotFacts(
                facts.account(),
                facts.region(),
                Map.of(),
                facts.state(),
                tier,
                "",
                facts.size(),
                stored,
                facts.created(),
                facts.images());
    }

    private static <F extends InventoryFacts> PricedSnapshot<F> priced(InventoryProfile<F, ?> profile) {
        return StorageSights.priced(profile.at(Sights.LAST, END));
    }

    private static PriceBook nothing() {
        return new PriceBook(key -> List.of(), key -> List.of());
    }

    private static void assertSaving(Saving saving, String monthly, String low, String high) {
        assertThat(saving.monthly()).isEqualByComparingTo(monthly);
        assertThat(saving.low()).isEqualByComparingTo(low);
        assertThat(saving.high()).isEqualByComparingTo(high);
    }
}
