package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.action.lifecycle.GleanerLifecycleRule;
import dev.gleaner.actuator.action.lifecycle.LifecycleRuleMerger;
import dev.gleaner.service.aws.UnknownLifecycleElementInterceptor;
import dev.gleaner.test.SeededTest;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * What goes over the wire when a rule of ours is put to documents that somebody else wrote: the real SDK sends, and the
 * bytes are judged.
 */
class BucketLifecycleLawTest {

    private static final String BUCKET = "models";
    private static final List<String> SIZES = List.of("all_storage_classes_128K", "varies_by_storage_class");
    private static final DocumentWire WIRE = new DocumentWire();

    private static @Nullable S3AsyncClient s3;

    @BeforeAll
    static void connect() {
        s3 = S3AsyncClient.builder()
                .httpClient(WIRE)
                .overrideConfiguration(
                        override -> override.addExecutionInterceptor(new UnknownLifecycleElementInterceptor()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    /** hashicorp/terraform-provider-aws#31409, #23612, #41620: PUT replaces everything, and other owners' rules vanish. */
    @SeededTest(300)
    void shouldPutForeignRulesAsTheyWereAndInTheirOrder(long seed) throws Exception {
        Random random = new Random(seed);
        String theirs = hold(random);
        String size = WIRE.minimumSize();

        put(LifecycleRuleMerger.merge(read(), rule(random)));

        assertThat(WireDocument.foreign(WIRE.document())).isEqualTo(WireDocument.rules(theirs));
        assertThat(WireDocument.rules(WIRE.document()))
                .hasSize(WireDocument.rules(theirs).size() + 1);
        assertThat(WIRE.minimumSize()).isEqualTo(size);
    }

    @SeededTest(300)
    void shouldPutTheSameTwiceAsOnce(long seed) throws Exception {
        Random random = new Random(seed);
        hold(random);
        List<GleanerLifecycleRule> rule = rule(random);
        put(LifecycleRuleMerger.merge(read(), rule));
        List<String> once = WireDocument.rules(WIRE.document());

        put(LifecycleRuleMerger.merge(read(), rule));

        assertThat(WireDocument.rules(WIRE.document())).isEqualTo(once);
    }

    /** cloud-custodian/cloud-custodian#1940: where there was no document, the way back is DELETE. */
    @SeededTest(300)
    void shouldGiveBackTheDocumentThatWasFound(long seed) throws Exception {
        Random random = new Random(seed);
        String theirs = hold(random);
        String size = WIRE.minimumSize();
        BucketLifecycle found = read();
        put(LifecycleRuleMerger.merge(found, rule(random)));

        put(found);

        assertThat(WireDocument.rules(WIRE.document())).isEqualTo(WireDocument.rules(theirs));
        assertThat(WIRE.minimumSize()).isEqualTo(size);
        assertThat(read()).isEqualTo(found);
        assertThat(WIRE.methods()).endsWith(theirs == null ? "DELETE" : "PUT", "GET");
    }

    /** A rule of ours under the same ID is replaced, in its place; nothing else is. */
    @SeededTest(100)
    void shouldReplaceOnlyTheRuleOfOursWithTheSameId(long seed) throws Exception {
        Random random = new Random(seed);
        hold(random);
        put(LifecycleRuleMerger.merge(read(), GleanerLifecycleRule.allOf(parameters("gleaner-a", 40))));
        put(LifecycleRuleMerger.merge(read(), GleanerLifecycleRule.allOf(parameters("gleaner-b", 50))));
        List<String> before = WireDocument.rules(WIRE.document());

        put(LifecycleRuleMerger.merge(read(), GleanerLifecycleRule.allOf(parameters("gleaner-a", 60))));

        List<String> after = WireDocument.rules(WIRE.document());
        int place = before.size() - 2;
        assertThat(after.get(place)).contains("ID{gleaner-a}").contains("Days{60}");
        after.set(place, before.get(place));
        assertThat(after).isEqualTo(before);
    }

    /** cloud-custodian/cloud-custodian#7480: a rule without ID. S3 gives it one, which is no change of somebody else's. */
    @SeededTest(100)
    void shouldKnowWhatWasPutAgainOnceS3GaveIds(long seed) {
        Random random = new Random(seed);
        hold(random);
        BucketLifecycle put = LifecycleRuleMerger.merge(read(), rule(random));
        put(put);
        String document = String.valueOf(WIRE.document());

        for (int id = 0; document.matches("(?s).*<Rule>(?!<ID>|((?!</Rule>).)*<ID>).*"); id++) {
            document = document.replaceFirst("<Rule>(?!<ID>|((?!</Rule>).)*<ID>)", "<Rule><ID>given-" + id + "</ID>");
        }
        WIRE.hold(document, WIRE.minimumSize());

        assertThat(read().isResultOf(put)).isTrue();
        assertThat(BucketLifecycle.NONE.isResultOf(put)).isFalse();
    }

    @Test
    void shouldNotTakeAnotherDocumentForWhatWasPut() {
        BucketLifecycle put = LifecycleRuleMerger.merge(
                BucketLifecycle.NONE, GleanerLifecycleRule.allOf(parameters("gleaner-a", 40)));

        assertThat(LifecycleRuleMerger.merge(
                                BucketLifecycle.NONE, GleanerLifecycleRule.allOf(parameters("gleaner-a", 41)))
                        .isResultOf(put))
                .isFalse();
        assertThat(LifecycleRuleMerger.merge(put, GleanerLifecycleRule.allOf(parameters("gleaner-b", 40)))
                        .isResultOf(put))
                .isFalse();
        assertThat(new BucketLifecycle(put.rules(), "varies_by_storage_class").isResultOf(put))
                .isFalse();
        assertThat(new BucketLifecycle(put.rules(), "all_storage_classes_128K").isResultOf(put))
                .isTrue();
    }

    /** NixOS/infra#960: from which size on small objects move too differs by the bucket's age, and costs money. */
    @Test
    void shouldLeaveTheSmallestObjectThatMovesAsItWas() {
        for (String size : SIZES) {
            WIRE.hold(ForeignDocuments.of(new Random(1), 2), size);
            put(LifecycleRuleMerger.merge(read(), GleanerLifecycleRule.allOf(parameters("gleaner-a", 40))));
            assertThat(WIRE.minimumSize()).isEqualTo(size);
        }
        WIRE.hold(ForeignDocuments.of(new Random(1), 2), null);
        put(LifecycleRuleMerger.merge(read(), GleanerLifecycleRule.allOf(parameters("gleaner-a", 40))));
        assertThat(WIRE.minimumSize()).isNull();
    }

    /** cloudposse/terraform-aws-cloudtrail-s3-bucket#17: small objects in an archive raise the bill, so a rule may bar them. */
    @Test
    void shouldPutTheSizeFilterOfOurRule() {
        String rule = parameters("gleaner-a", 40)
                .get("rule")
                .replace(
                        "{\"Prefix\":\"training-data/\"}",
                        "{\"And\":{\"Prefix\":\"training-data/\",\"ObjectSizeGreaterThan\":131072}}");
        WIRE.hold(null, null);

        put(LifecycleRuleMerger.merge(BucketLifecycle.NONE, GleanerLifecycleRule.allOf(Map.of("rule", rule))));

        assertThat(WIRE.document()).contains("<ObjectSizeGreaterThan>131072</ObjectSizeGreaterThan>");
    }

    /** avantoss/vault-infra#31, NixOS/infra#960: whatever is there, our rule moves no small object, and all else stays. */
    @SeededTest(100)
    void shouldSpareSmallObjectsInWhateverBucket(long seed) throws Exception {
        String theirs = hold(new Random(seed));
        String size = WIRE.minimumSize();
        BucketLifecycle found = read();
        List<GleanerLifecycleRule> rule = GleanerLifecycleRule.allOf(Map.of(
                "rule",
                "{\"ID\":\"gleaner-a\",\"Filter\":{\"Prefix\":\"logs/\"},\"Status\":\"Enabled\","
                        + "\"Transitions\":[{\"Days\":90,\"StorageClass\":\"GLACIER\"}],"
                        + "\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":7}}"));

        put(LifecycleRuleMerger.merge(found, rule));

        boolean sparedByTheBucket = !"varies_by_storage_class".equals(size);
        assertThat(WireDocument.rules(WIRE.document()))
                .filteredOn(put -> put.contains("ID{gleaner-a}"))
                .singleElement()
                .satisfies(moves -> assertThat(moves.contains("ObjectSizeGreaterThan{131072}"))
                        .isNotEqualTo(sparedByTheBucket));
        assertThat(WireDocument.foreign(WIRE.document())).isEqualTo(WireDocument.rules(theirs));
        assertThat(read().isResultOf(LifecycleRuleMerger.merge(found, rule))).isTrue();
        assertThat(LifecycleRuleMerger.merge(read(), rule)).isEqualTo(read());
    }

    /** What the SDK does not know it drops without a word, and our PUT would take it from whoever wrote it. */
    @Test
    void shouldNotReadADocumentThatSaysMoreThanIsKnownHere() {
        WIRE.hold(
                "<LifecycleConfiguration><Rule><ID>theirs</ID><Filter><Suffix>.tmp</Suffix></Filter>"
                        + "<Status>Enabled</Status><Expiration><Days>9</Days></Expiration></Rule></LifecycleConfiguration>",
                null);

        assertThatThrownBy(BucketLifecycleLawTest::read).satisfies(failure -> {
            AwsError awsError = AwsError.of(failure);
            assertThat(awsError.isRetryable()).isFalse();
            assertThat(awsError.text()).contains("Suffix in a Filter");
        });
    }

    private static @Nullable String hold(Random random) {
        int rules = random.nextInt(9);
        String document = rules == 0 ? null : ForeignDocuments.of(random, rules);
        WIRE.hold(document, rules == 0 || random.nextInt(3) == 0 ? null : SIZES.get(random.nextInt(2)));
        return document;
    }

    private static List<GleanerLifecycleRule> rule(Random random) {
        return GleanerLifecycleRule.allOf(parameters("gleaner-" + random.nextInt(3), 30 + random.nextInt(300)));
    }

    private static Map<String, String> parameters(String id, int days) {
        return Map.of(
                "rule",
                "{\"ID\":\"" + id + "\",\"Filter\":{\"Prefix\":\"training-data/\"},\"Status\":\"Enabled\","
                        + "\"Transitions\":[{\"Days\":" + days + ",\"StorageClass\":\"STANDARD_IA\"}]}");
    }

    private static BucketLifecycle read() {
        try {
            return BucketLifecycle.Mapper.fromResponse(
                    client().getBucketLifecycleConfiguration(request -> request.bucket(BUCKET))
                            .join());
        } catch (CompletionException e) {
            if (AwsError.isCode(e, "NoSuchLifecycleConfiguration")) {
                return BucketLifecycle.NONE;
            }
            throw e;
        }
    }

    private static void put(BucketLifecycle document) {
        S3Bucket.Client.send(client(), BUCKET, "123456789012", document).join();
    }

    private static S3AsyncClient client() {
        if (s3 == null) {
            throw new IllegalStateException("not connected");
        }
        return s3;
    }
}
