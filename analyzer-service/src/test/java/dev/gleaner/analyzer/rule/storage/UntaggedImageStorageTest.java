package dev.gleaner.analyzer.rule.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.StoragePrices;
import dev.gleaner.analyzer.fixture.StorageSights;
import dev.gleaner.analyzer.profile.history.NoHistory;
import dev.gleaner.analyzer.profile.inventory.ContainerRepositoryFacts;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.inventory.InventoryProfileMapper;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.StoredImages;
import dev.gleaner.contracts.signal.proto.UntaggedImages;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UntaggedImageStorageTest {

    private static final String REPOSITORY = ResourceKind.CONTAINER_REPOSITORY
            .arn(Signals.REGION, Signals.ACCOUNT, "ml/train")
            .toString();
    private static final LocalDate DAY = LocalDate.of(2026, 7, 19);
    private static final PriceBook PRICES =
            new StoragePrices().with("ecr", "standard", "gb-month", "0.10").alone();
    private static final long GIB = StorageSights.GIB;
    private static final long LONG_AGO = daysAgo(45);

    @Test
    void shouldFindOldUntaggedImagesThatNobodyPulls() {
        Verdict.Found found = (Verdict.Found)
                judge(repository(images().addUntagged(untagged(60, 3, 30)).addUntagged(untagged(30, 9, 70))));

        assertThat(found.evidence())
                .containsExactly(
                        new Evidence("old untagged images", 3, "images", null, 1, 1),
                        new Evidence("size, with shared layers", 30 * GIB, "bytes", null, 1, 1),
                        new Evidence("last pull of one of them", 45, "days", 30.0, 1, 1));
        assertThat(found.saving(PRICES.on(DAY)).high()).isEqualByComparingTo("3.00");
        assertThat(found.saving(PRICES.on(DAY)).low()).isEqualByComparingTo("0");
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("put-image-lifecycle-policy");
            assertThat(remedy.parameters()).isEqualTo(Map.of("days", "30"));
            assertThat(remedy.reversible()).isFalse();
            assertThat(remedy.irreversibleParts()).hasSize(1);
        });
    }

    @Test
    void shouldLeaveARepositoryWithAPolicyAlone() {
        assertThat(judge(
                        repository(images().addUntagged(untagged(60, 3, 30))).setLifecycleDocument("{\"rules\":[{}]}")))
                .isEqualTo(new Verdict.Nothing("it has a lifecycle policy"));
    }

    /** Images of the architectures have no tags, and the listing does not tell of which index they are. */
    @Test
    void shouldLeavePossiblePartsOfOtherImagesAlone() {
        assertThat(judge(repository(images().addUntagged(untagged(60, 3, 30)).setLinked(2))))
                .isEqualTo(
                        new Verdict.Nothing(
                                "its untagged images may belong to 2 images that refer to others, such as those of several architectures"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 29})
    void shouldLeaveImagesAloneThatSomebodyPulls(int daysAgo) {
        assertThat(judge(repository(images().addUntagged(untagged(60, 3, 30))
                        .addUntagged(untagged(90, 1, 1).setPulled(daysAgo(daysAgo))))))
                .isEqualTo(new Verdict.Nothing("one of its old untagged images was pulled in the last 30 days"));
    }

    @Test
    void shouldNotTakeAPullThatIsNotKnownForNone() {
        assertThat(judge(repository(images().addUntagged(untagged(60, 3, 30).setPullUnknown(2)))))
                .isEqualTo(new Verdict.Insufficient(List.of("when 2 of its old untagged images were last pulled")));
    }

    @Test
    void shouldNotTakeAPolicyOrImagesThatAreNotKnownForNone() {
        assertThat(judge(repository(images().addUntagged(untagged(60, 3, 30))).clearLifecycleDocument()))
                .isEqualTo(new Verdict.Insufficient(
                        List.of("its lifecycle policy: the permission ecr:GetLifecyclePolicy is needed")));
        assertThat(judge(repository(images()).clearStoredImages()))
                .isEqualTo(
                        new Verdict.Insufficient(List.of("its images: the permission ecr:DescribeImages is needed")));
        assertThat(judge(repository(images().addUntagged(untagged(60, 3, 30))), new StoragePrices().alone()))
                .isEqualTo(new Verdict.Insufficient(List.of("the price ecr|standard|us-east-1|||gb-month")));
    }

    @Test
    void shouldLeaveYoungAndSmallImagesAlone() {
        assertThat(judge(repository(images().addUntagged(untagged(30, 3, 300)))))
                .isEqualTo(new Verdict.Nothing("it has no untagged images that were pushed 30 days ago or earlier"));
        assertThat(judge(repository(images().addUntagged(untagged(60, 3, 10)))))
                .isEqualTo(new Verdict.Nothing("its old untagged images do not cost more than 1 USD a month"));
    }

    @Test
    void shouldRefuseAnAgeThatListingsDoNotTell() {
        assertThatThrownBy(() -> new UntaggedImageStorage(BigDecimal.ONE, 45, new ListingAbsenceLimit(96), 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("and not 45");
    }

    private static StoredImages.Builder images() {
        return StoredImages.newBuilder();
    }

    private static UntaggedImages.Builder untagged(int ageDays, int images, int gibibytes) {
        return UntaggedImages.newBuilder()
                .setAgeDays(ageDays)
                .setImages(images)
                .setBytes(gibibytes * GIB)
                .setPulled(LONG_AGO);
    }

    private static Inventory.Builder repository(StoredImages.Builder images) {
        return Inventory.newBuilder().setStoredImages(images).setLifecycleDocument("{\"rules\":[]}");
    }

    private static long daysAgo(int days) {
        return Sights.LAST.endMillis() - Duration.ofDays(days).toMillis();
    }

    private static Verdict judge(Inventory.Builder listed) {
        return judge(listed, PRICES);
    }

    private static Verdict judge(Inventory.Builder listed, PriceBook prices) {
        InventoryProfile<ContainerRepositoryFacts, NoHistory> profile = new InventoryProfileMapper<>(
                        "", arn -> true, ContainerRepositoryFacts.class, () -> NoHistory.INSTANCE)
                .blank(REPOSITORY);
        Signal signal = Signals.listed(REPOSITORY, "inventory-container-repositories", Sights.LAST.start(), listed);
        profile.see(Sights.LAST.endMillis(), ContainerRepositoryFacts.of(signal));
        return UntaggedImageStorage.of(Defaults.settings())
                .evaluate(StorageSights.priced(profile.at(Sights.LAST, Long.MAX_VALUE), prices));
    }
}
