package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.actuator.aws.OfflineClients;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.S3Bucket;
import dev.gleaner.actuator.aws.TargetRegistry;
import dev.gleaner.actuator.support.Seen;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.SeededTest;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagResourceTest {

    private static final List<String> KEYS = List.of("team", "project", "environment", "cost-center", "owner");

    private final ActionStep<ResourceObservation> tag =
            TagResource.action(OfflineClients.create()).steps().get(0);
    private final ActionStep<ResourceObservation> untag =
            TagResource.undo(OfflineClients.create()).steps().get(0);

    @SeededTest(200)
    void shouldNeverOverwriteATag(long seed) {
        Random random = new Random(seed);
        Map<String, String> found = tags(random);
        Map<String, String> ordered = tags(random);

        Map<String, String> given = TagResource.MissingTags.find(Seen.order(found, ordered));

        assertThat(given.keySet()).doesNotContainAnyElementsOf(found.keySet());
        assertThat(ordered.entrySet()).containsAll(given.entrySet());
    }

    @SeededTest(200)
    void shouldBeDoneExactlyWhenAllThatWereAbsentAreThere(long seed) {
        Random random = new Random(seed);
        Map<String, String> found = tags(random);
        ActionOrder order = Seen.order(found, tags(random));
        Map<String, String> given = TagResource.MissingTags.find(order);
        Map<String, String> after = new TreeMap<>(found);
        after.putAll(given);

        assertThat(tag.evaluateProgress(order, Seen.of("running", found), Seen.of("running", after)))
                .isEqualTo(StepProgress.DONE);
        assertThat(tag.evaluateProgress(order, Seen.of("running", found), Seen.of("running", found)))
                .isEqualTo(given.isEmpty() ? StepProgress.DONE : StepProgress.NOT_YET);
        given.keySet().forEach(key -> {
            Map<String, String> other = new TreeMap<>(after);
            other.put(key, "somebody else's");
            assertThat(tag.evaluateProgress(order, Seen.of("running", found), Seen.of("running", other)))
                    .isEqualTo(StepProgress.CONTESTED);
            other.keySet().retainAll(List.of(key));
            assertThat(untag.evaluateProgress(order, Seen.of("running", after), Seen.of("running", other)))
                    .isEqualTo(StepProgress.DONE);
        });
    }

    /** A finding comes from outside: it must not say what may be stopped, or that a schedule counts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gleaner:instance-store",
                "gleaner:protected",
                "gleaner:schedule",
                "Gleaner:Protected",
                "AWS:x",
                "aws:x",
                " "
            })
    void shouldNotGiveTagsThatSteerOurselves(String key) {
        ActionOrder order = Seen.order(Map.of(), Map.of(key, "scratch"));

        assertThat(tag.obstacle(order, Seen.of("running", Map.of()))).isPresent();
    }

    @Test
    void shouldNotGiveMoreTagsThanEc2Takes() {
        Map<String, String> many = new TreeMap<>();
        IntStream.range(0, 50).forEach(number -> many.put("tag-" + number, "x"));

        assertThat(tag.obstacle(Seen.order(many, Map.of("team", "x")), Seen.of("running", many)))
                .isPresent();
        assertThat(tag.obstacle(Seen.order(Map.of(), Map.of("team", "x".repeat(257))), Seen.of("running", many)))
                .isPresent();
    }

    @SeededTest(200)
    void shouldKeepAllTagsThatOthersGaveABucket(long seed) {
        Random random = new Random(seed);
        Map<String, String> found = tags(random);
        found.put("aws:cloudformation:stack-name", "data");
        ActionOrder order = bucketOrder(found, tags(random));
        Map<String, String> given = TagResource.MissingTags.find(order);

        Map<String, String> merged = TagResource.BucketTags.merged(order, bucket(found));

        assertThat(merged.entrySet()).containsAll(found.entrySet()).containsAll(given.entrySet());
        assertThat(merged).hasSize(found.size() + given.size());
        assertThat(TagResource.BucketTags.reduced(order, bucket(merged))).isEqualTo(found);
        given.keySet().forEach(key -> {
            Map<String, String> changed = new TreeMap<>(merged);
            changed.put(key, "somebody else's");
            assertThat(TagResource.BucketTags.reduced(order, bucket(changed)))
                    .containsEntry(key, "somebody else's")
                    .containsAllEntriesOf(found);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:ec2:us-east-1:123456789012:instance/i-1, ec2:CreateTags, ec2:DeleteTags",
        "arn:aws:ec2:us-east-1:123456789012:volume/vol-1, ec2:CreateTags, ec2:DeleteTags",
        "arn:aws:ec2:us-east-1:123456789012:snapshot/snap-1, ec2:CreateTags, ec2:DeleteTags",
        "arn:aws:ec2:us-east-1:123456789012:elastic-ip/eipalloc-1, ec2:CreateTags, ec2:DeleteTags",
        "arn:aws:ec2:us-east-1:123456789012:natgateway/nat-1, ec2:CreateTags, ec2:DeleteTags",
        "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1, ec2:CreateTags, ec2:DeleteTags",
        "arn:aws:s3:::lake, s3:PutBucketTagging, s3:PutBucketTagging",
        "arn:aws:logs:us-east-1:123456789012:log-group:/app, logs:TagResource, logs:UntagResource",
        "arn:aws:sagemaker:us-east-1:123456789012:endpoint/ranker, sagemaker:AddTags, sagemaker:DeleteTags"
    })
    void shouldTagEachKindByItsOwnCall(String target, String call, String undo) {
        ActionDefinition<ResourceObservation> tagging = TagResource.action(OfflineClients.create());
        ActionDefinition<ResourceObservation> untagging = TagResource.undo(OfflineClients.create());
        ActionOrder order =
                new ActionOrder("act_1", Arn.parse(target), bucket(Map.of()).bucket(), Map.of());

        assertThat(tagging.targetKinds())
                .contains(TargetRegistry.findKind(Arn.parse(target)).orElseThrow());
        assertThat(tagging.steps(order)).extracting(ActionStep::call).containsExactly(call);
        assertThat(untagging.steps(order)).extracting(ActionStep::call).containsExactly(undo);
    }

    private static ActionOrder bucketOrder(Map<String, String> found, Map<String, String> parameters) {
        return new ActionOrder("act_1", Arn.bucket("lake"), bucket(found).bucket(), parameters);
    }

    private static S3Bucket.Observation bucket(Map<String, String> tags) {
        return new S3Bucket.Observation(new S3Bucket("123456789012", "us-east-1", tags, null, BucketLifecycle.NONE));
    }

    private static Map<String, String> tags(Random random) {
        Map<String, String> tags = new TreeMap<>();
        KEYS.stream().filter(key -> random.nextBoolean()).forEach(key -> tags.put(key, "v" + random.nextInt(3)));
        return tags;
    }
}
