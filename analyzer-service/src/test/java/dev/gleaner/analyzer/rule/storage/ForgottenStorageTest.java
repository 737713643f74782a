package dev.gleaner.analyzer.rule.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Listed;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.StorageSights;
import dev.gleaner.analyzer.profile.history.NoHistory;
import dev.gleaner.analyzer.profile.inventory.AddressFacts;
import dev.gleaner.analyzer.profile.inventory.EbsSnapshotFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForgottenStorageTest {

    private static final long END = Sights.LAST.endMillis();
    private static final Duration FORTNIGHT = Duration.ofDays(14);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration QUARTER = Duration.ofDays(90);

    @Test
    void shouldFindAVolumeThatWasSeenUnattachedForFourteenDays() {
        InventoryProfile<VolumeFacts, NoHistory> volume = StorageSights.volume();
        volume.see(END - FORTNIGHT.toMillis(), StorageSights.facts(Listed.gp3()));
        volume.see(END, StorageSights.facts(Listed.gp3()));

        Verdict.Found found = (Verdict.Found) judge(volume);

        assertThat(found.evidence()).contains(new Evidence("unattached for at least", 14, "days", 14.0, 1, 1));
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("snapshot-and-delete-volume");
            assertThat(remedy.parameters()).isEmpty();
            assertThat(remedy.reversible()).isTrue();
            assertThat(remedy.irreversibleParts()).isNotEmpty();
        });
    }

    @Test
    void shouldSayNothingOfAVolumeAMillisecondEarlier() {
        InventoryProfile<VolumeFacts, NoHistory> volume = StorageSights.volume();
        volume.see(END - FORTNIGHT.toMillis() + 1, StorageSights.facts(Listed.gp3()));
        volume.see(END, StorageSights.facts(Listed.gp3()));

        assertThat(judge(volume)).isEqualTo(new Verdict.Nothing("it was not seen unattached for 14 days"));
    }

    /** The days since the last listing are not seen: the volume may be attached. */
    @Test
    void shouldCountOnlyUpToTheLastListing() {
        InventoryProfile<VolumeFacts, NoHistory> volume = StorageSights.volume();
        volume.see(END - FORTNIGHT.toMillis(), StorageSights.facts(Listed.gp3()));
        volume.see(END - 1, StorageSights.facts(Listed.gp3()));

        assertThat(judge(volume)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldStartAgainWhenAVolumeWasAttached() {
        InventoryProfile<VolumeFacts, NoHistory> volume = StorageSights.volume();
        for (int day = 60; day >= 0; day--) {
            boolean isAttached = day % 7 == 3;
            volume.see(
                    END - Duration.ofDays(day).toMillis(),
                    StorageSights.facts(isAttached ? Listed.attached(Listed.gp3()) : Listed.gp3()));
        }
        for (int day = 60; day >= 0; day--) {
            assertThat(ForgottenVolume.of(Defaults.settings())
                            .evaluate(StorageSights.priced(volume.at(Sights.LAST.plus(-24L * day), Long.MAX_VALUE))))
                    .isInstanceOf(Verdict.Nothing.class);
        }
    }

    /** Whoever deletes volumes that were not forgotten is told nothing. */
    @Test
    void shouldSayNothingOfAVolumeThatListingsNoLongerShowAndThatWasNotForgotten() {
        InventoryProfile<VolumeFacts, NoHistory> volume = StorageSights.volume();
        volume.see(END - Duration.ofDays(30).toMillis(), StorageSights.facts(Listed.gp3()));

        assertThat(judge(volume)).isInstanceOf(Verdict.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"creating", "in-use", "deleting", "deleted", "error", ""})
    void shouldSayNothingOfAVolumeInAnotherState(String state) {
        InventoryProfile<VolumeFacts, NoHistory> volume = StorageSights.volume();
        volume.see(END - FORTNIGHT.toMillis(), StorageSights.facts(Listed.gp3().setState(state)));
        volume.see(END, StorageSights.facts(Listed.gp3().setState(state)));

        assertThat(judge(volume)).isEqualTo(new Verdict.Nothing("it is attached, or is not in state available"));
    }

    @Test
    void shouldCountAnAttachmentInAnyState() {
        InventoryProfile<VolumeFacts, NoHistory> volume = StorageSights.volume();
        volume.see(
                END - FORTNIGHT.toMillis(),
                StorageSights.facts(Listed.attached(Listed.gp3()).setState("available")));
        volume.see(END, StorageSights.facts(Listed.gp3()));

        assertThat(judge(volume)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNameTheControllerOfAVolume() {
        InventoryProfile<VolumeFacts, NoHistory> volume = StorageSights.volume();
        volume.see(END - FORTNIGHT.toMillis(), StorageSights.facts(Listed.gp3().setOwner("eks:prod")));
        volume.see(END, StorageSights.facts(Listed.gp3().setOwner("eks:prod")));

        assertThat(((Verdict.Found) judge(volume)).remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text()).contains("eks:prod");
        });
    }

    @Test
    void shouldNotTellOfAVolumeThatListingsNoLongerShow() {
        InventoryProfile<VolumeFacts, NoHistory> volume = StorageSights.volume();
        long last = END - Duration.ofDays(4).toMillis();
        volume.see(last - FORTNIGHT.toMillis(), StorageSights.facts(Listed.gp3()));
        volume.see(last, StorageSights.facts(Listed.gp3()));
        assertThat(judge(volume)).isInstanceOf(Verdict.Found.class);

        assertThat(ForgottenVolume.of(Defaults.settings())
                        .evaluate(StorageSights.priced(volume.at(Sights.LAST.plus(1), END))))
                .isInstanceOf(Verdict.Insufficient.class);
    }

    @Test
    void shouldSayNothingOfAVolumeThatIsGone() {
        InventoryProfile<VolumeFacts, NoHistory> volume = StorageSights.volume();
        volume.see(END - FORTNIGHT.toMillis(), StorageSights.facts(Listed.gp3()));
        volume.see(END, null);

        assertThat(judge(volume)).isEqualTo(new Verdict.Nothing("it is not listed"));
    }

    @Test
    void shouldFindAnAddressThatWasSeenUnassociatedForSevenDays() {
        Verdict.Found found = (Verdict.Found) judgeAddress(WEEK, "amazon", "", "");

        assertThat(found.evidence()).containsExactly(new Evidence("unassociated for at least", 7, "days", 7.0, 1, 1));
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("release-address");
            assertThat(remedy.reversible()).isFalse();
        });
    }

    @Test
    void shouldSayNothingOfOtherAddresses() {
        assertThat(judgeAddress(WEEK.minusMillis(1), "amazon", "", "")).isInstanceOf(Verdict.Nothing.class);
        assertThat(judgeAddress(WEEK, "ipv4pool-ec2-1", "", "")).isInstanceOf(Verdict.Nothing.class);
        assertThat(judgeAddress(WEEK, "amazon", "aws:alb", ""))
                .isEqualTo(new Verdict.Nothing("it is managed by aws:alb"));
        assertThat(judgeAddress(WEEK, "amazon", "", "arn:aws:ec2:us-east-1:1:network-interface/eni-1"))
                .isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNotTakeAnUnknownPoolForAmazons() {
        assertThat(judgeAddress(WEEK, "", "", "")).isInstanceOf(Verdict.Insufficient.class);
    }

    @Test
    void shouldFindASnapshotOfNinetyDaysThatNoImageUses() {
        Verdict.Found found =
                (Verdict.Found) judgeSnapshot(StorageSights.snapshot(END - QUARTER.toMillis(), List.of()));

        assertThat(found.evidence()).contains(new Evidence("age", 90, "days", 90.0, 1, 1));
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("delete-snapshot");
            assertThat(remedy.parameters()).isEmpty();
        });
    }

    @Test
    void shouldSayNothingOfOtherSnapshots() {
        long old = END - QUARTER.toMillis();
        EbsSnapshotFacts forgotten = StorageSights.snapshot(old, List.of());

        assertThat(judgeSnapshot(StorageSights.snapshot(old + 1, List.of()))).isInstanceOf(Verdict.Nothing.class);
        assertThat(judgeSnapshot(StorageSights.snapshot(old, List.of("ami-2", "ami-1"))))
                .isEqualTo(new Verdict.Nothing("images use it: ami-1, ami-2"));
        assertThat(judgeSnapshot(StorageSights.with(forgotten, "pending", Map.of(), "")))
                .isInstanceOf(Verdict.Nothing.class);
        assertThat(judgeSnapshot(StorageSights.with(forgotten, "completed", Map.of(), "cloudformation:x")))
                .isEqualTo(new Verdict.Nothing("it is managed by cloudformation:x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws:backup:source-resource",
                "aws:dlm:lifecycle-policy-id",
                "dlm:managed",
                "ebs.csi.aws.com/cluster",
                "CSIVolumeSnapshotName",
                "kubernetes.io/created-for/pvc/name",
                "velero.io/backup"
            })
    void shouldLeaveSnapshotsToTheServiceThatMakesThem(String tag) {
        EbsSnapshotFacts forgotten = StorageSights.snapshot(END - QUARTER.toMillis(), List.of());

        assertThat(judgeSnapshot(StorageSights.with(forgotten, "completed", Map.of(tag, "x"), "")))
                .isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNotTakeUnknownImagesForNone() {
        assertThat(judgeSnapshot(StorageSights.snapshot(END - QUARTER.toMillis(), null)))
                .isEqualTo(new Verdict.Insufficient(
                        List.of("the images that use it: the permission ec2:DescribeImages is needed")));
        assertThat(judgeSnapshot(StorageSights.snapshot(END - QUARTER.toMillis() + 1, null)))
                .isInstanceOf(Verdict.Nothing.class);
        assertThat(judgeSnapshot(StorageSights.snapshot(null, List.of())))
                .isEqualTo(new Verdict.Insufficient(List.of("its time of creation")));
    }

    private Verdict judge(InventoryProfile<VolumeFacts, NoHistory> volume) {
        return ForgottenVolume.of(Defaults.settings())
                .evaluate(StorageSights.priced(volume.at(Sights.LAST, Long.MAX_VALUE)));
    }

    private Verdict judgeAddress(Duration seen, String pool, String owner, String parent) {
        InventoryProfile<AddressFacts, NoHistory> address = StorageSights.address();
        address.see(END - seen.toMillis(), StorageSights.address(pool, owner, parent));
        address.see(END, StorageSights.address(pool, owner, parent));
        return ForgottenAddress.of(Defaults.settings()).evaluate(StorageSights.priced(address.at(Sights.LAST, END)));
    }

    private Verdict judgeSnapshot(@Nullable EbsSnapshotFacts facts) {
        InventoryProfile<EbsSnapshotFacts, NoHistory> snapshot = StorageSights.snapshot();
        snapshot.see(END, facts);
        return ForgottenSnapshot.of(Defaults.settings()).evaluate(StorageSights.priced(snapshot.at(Sights.LAST, END)));
    }
}
