package dev.gleaner.analyzer.rule.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Sights;
import dev.gleaner.analyzer.fixture.StorageSights;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.BucketSnapshot;
import dev.gleaner.analyzer.profile.inventory.InventoryProfile;
import dev.gleaner.analyzer.profile.prefix.ContentHistory;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageLifecycleTest {

    private static final String NONE = "{\"Rules\":[]}";

    @Test
    void shouldProposeTheConventionOfTrainingData() {
        Verdict.Found found = found(Sights.facts(NONE, "training-data/", "raw/"));

        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("put-lifecycle-rule");
            assertThat(remedy.text()).startsWith("By convention");
            assertThat(remedy.reversible()).as("it moves them to an archive").isFalse();
            assertThat(remedy.parameters())
                    .isEqualTo(Map.of(
                            "rule",
                            "{\"ID\":\"gleaner-training-data\",\"Filter\":{\"Prefix\":\"training-data/\"},\"Status\":\"Enabled\","
                                    + "\"Transitions\":[{\"Days\":30,\"StorageClass\":\"STANDARD_IA\"},"
                                    + "{\"Days\":90,\"StorageClass\":\"GLACIER\"}],"
                                    + "\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":7}}"));
        });
        assertThat(found.evidence())
                .contains(new Evidence("of them without a rule", 1, "prefixes", 1.0, 1, 1))
                .contains(new Evidence("size of the bucket", 500_000_000_000.0, "bytes", null, 1, 1));
    }

    @Test
    void shouldMoveOldVersionsTooWhereThereAreSome() {
        assertThat(rule(found(Sights.versioned(NONE, "Suspended", "training-data/"))))
                .contains("\"NoncurrentVersionTransitions\":[{\"NoncurrentDays\":30,");
    }

    @Test
    void shouldLeaveUploadsToARuleThatEndsThem() {
        String document = document("\"Filter\":{},\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":3}");

        assertThat(rule(found(Sights.facts(document, "training-data/")))).doesNotContain("Abort");
    }

    @Test
    void shouldOnlyAdviseWhatThrowsObjectsAwayAndPutWhatDoesNotFirst() {
        Verdict.Found found =
                found(Sights.versioned(NONE, "Enabled", "checkpoints/", "experiments/", "training-data/"));

        assertThat(found.remedies())
                .extracting(Remedy::action)
                .containsExactly("put-lifecycle-rule", "advice", "advice");
        assertThat(found.remedies().get(1).text()).contains("experiments/", "\"Expiration\":{\"Days\":180}");
        assertThat(found.remedies().get(2).text())
                .contains("checkpoints/", "\"NoncurrentVersionExpiration\":{\"NoncurrentDays\":30}");
        assertThat(found.remedies())
                .allSatisfy(remedy -> assertThat(remedy.parameters().toString()).doesNotContain("Expiration"));
    }

    @Test
    void shouldSayNothingOfOldVersionsWhereThereCanBeNone() {
        assertThat(judge(Sights.facts(NONE, "checkpoints/"))).isInstanceOf(Verdict.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Filter\":{\"Prefix\":\"training-data/\"},\"Transitions\":[{\"Days\":1,\"StorageClass\":\"GLACIER_IR\"}]",
                "\"Filter\":{\"Prefix\":\"\"},\"Expiration\":{\"Days\":9}",
                "\"Filter\":{},\"Expiration\":{\"Date\":\"2030-01-01T00:00:00Z\"}",
                "\"Expiration\":{\"Days\":9}",
                "\"Prefix\":\"train\",\"Expiration\":{\"Days\":9}",
                "\"Filter\":{\"And\":{\"Prefix\":\"training-data/\"}},\"Expiration\":{\"Days\":9}",
                // NixOS/infra#960: a rule that leaves small objects alone has said of them what is right.
                "\"Filter\":{\"And\":{\"Prefix\":\"training-data/\",\"ObjectSizeGreaterThan\":131072}},"
                        + "\"Transitions\":[{\"Days\":90,\"StorageClass\":\"GLACIER\"}]"
            })
    void shouldSayNothingWhereARuleCoversThePrefix(String rule) {
        assertThat(judge(Sights.facts(document(rule), "training-data/"))).isInstanceOf(Verdict.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Filter\":{\"Prefix\":\"training-data/old/\"},\"Expiration\":{\"Days\":9}",
                "\"Prefix\":\"raw/\",\"Expiration\":{\"Days\":9}",
                "\"Filter\":{\"Tag\":{\"Key\":\"a\",\"Value\":\"b\"}},\"Expiration\":{\"Days\":9}",
                "\"Filter\":{\"ObjectSizeGreaterThan\":1},\"Expiration\":{\"Days\":9}",
                "\"Filter\":{\"ObjectSizeGreaterThan\":131073},\"Transitions\":[{\"Days\":90,\"StorageClass\":\"GLACIER\"}]",
                "\"Filter\":{\"And\":{\"Prefix\":\"training-data/\",\"Tags\":[]}},\"Expiration\":{\"Days\":9}",
                "\"Filter\":{},\"Expiration\":{\"ExpiredObjectDeleteMarker\":true}",
                "\"Filter\":{},\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":7}",
                "\"Filter\":{},\"NoncurrentVersionExpiration\":{\"NoncurrentDays\":7}"
            })
    void shouldFindAPrefixThatNoRuleCoversAsAWhole(String rule) {
        assertThat(judge(Sights.facts(document(rule), "training-data/"))).isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldFindAPrefixWhoseRuleIsOff() {
        String document = document("\"Filter\":{},\"Expiration\":{\"Days\":9}").replace("Enabled", "Disabled");

        assertThat(judge(Sights.facts(document, "training-data/"))).isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldNameThePermissionThatItLacks() {
        assertThat(judge(Sights.facts(null, "training-data/")))
                .isInstanceOfSatisfying(
                        Verdict.Insufficient.class,
                        insufficient -> assertThat(insufficient.missing())
                                .singleElement()
                                .asString()
                                .contains("s3:GetLifecycleConfiguration"));
        assertThat(judge(Sights.facts("{", "training-data/"))).isInstanceOf(Verdict.Insufficient.class);
        assertThat(judge(Sights.facts(null, "raw/"))).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldSayNothingOfABucketThatWasNeverListedOrIsGone() {
        InventoryProfile<BucketFacts, ContentHistory> bucket = Sights.storedBucket();
        assertThat(rule().evaluate(priced(bucket, Long.MAX_VALUE))).isInstanceOf(Verdict.Nothing.class);

        bucket.see(1, Sights.facts(NONE, "training-data/"));
        bucket.see(2, null);

        assertThat(rule().evaluate(priced(bucket, Long.MAX_VALUE))).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldReadConventions() {
        assertThat(PrefixConvention.parse("a/ STANDARD_IA@30 expire@60 expire-noncurrent@9"))
                .isEqualTo(new PrefixConvention("a/", List.of(new PrefixConvention.Step(30, "STANDARD_IA")), 60, 9));
        assertThatThrownBy(() -> PrefixConvention.parse("a/")).hasMessageContaining("needs");
        assertThatThrownBy(() -> PrefixConvention.parse("a/ GLACIER"))
                .hasMessage("expected CLASS@DAYS but found: GLACIER");
    }

    private static String document(String rule) {
        return "{\"Rules\":[{\"ID\":\"x\",\"Status\":\"Enabled\"," + rule + "}]}";
    }

    private static String rule(Verdict.Found found) {
        return found.remedies().get(0).parameters().get("rule");
    }

    private static Verdict.Found found(BucketFacts facts) {
        return (Verdict.Found) judge(facts);
    }

    private static Verdict judge(BucketFacts facts) {
        InventoryProfile<BucketFacts, ContentHistory> bucket = Sights.storedBucket();
        bucket.see(Sights.LAST.start().toEpochMilli(), facts);
        return rule().evaluate(priced(bucket, Long.MIN_VALUE));
    }

    private static BucketSnapshot priced(InventoryProfile<BucketFacts, ContentHistory> bucket, long horizon) {
        return StorageSights.pricedBucket(bucket.at(Sights.LAST, horizon), Defaults.prices());
    }

    private static StorageLifecycle rule() {
        return StorageLifecycle.of(Defaults.of(StorageLifecycleConfig.class));
    }
}
