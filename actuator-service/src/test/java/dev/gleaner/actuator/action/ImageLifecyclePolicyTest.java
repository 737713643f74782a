package dev.gleaner.actuator.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.aws.AnsweringAws;
import dev.gleaner.actuator.aws.ContainerRepository;
import dev.gleaner.contracts.resource.Arn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lifecycle policy of a container repository, there and back. */
class ImageLifecyclePolicyTest {

    private static final String FOREIGN = "{\"rules\":[]}";

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    private final ActionDefinition<ContainerRepository.Observation> action =
            PutImageLifecyclePolicy.action(aws.clients());
    private final ActionStep<ContainerRepository.Observation> put =
            action.steps().get(0);
    private final ActionStep<ContainerRepository.Observation> delete =
            PutImageLifecyclePolicy.undo(aws.clients()).steps().get(0);
    private final String ours = action.change(repository(null), Map.of("days", "30"))
            .orElseThrow()
            .after()
            .toString();

    @Test
    void shouldPutThePolicyThatItShowsAndKnowItAgain() {
        aws.answer("PutLifecyclePolicy", 200, "{}");

        aws.on(() -> put.perform(order("30"), shown(null)));

        assertThat(aws.requests("PutLifecyclePolicy"))
                .singleElement()
                .asString()
                .contains("\"repositoryName\":\"ml/train\"", "\"registryId\":\"123456789012\"", "untagged", "30");
        assertThat(put.evaluateProgress(order("30"), shown(null), shown(ours.replace(",\"", " ,\""))))
                .isEqualTo(StepProgress.DONE);
        assertThat(put.evaluateProgress(order("30"), shown(null), shown(null))).isEqualTo(StepProgress.NOT_YET);
        assertThat(put.evaluateProgress(order("60"), shown(null), shown(ours))).isEqualTo(StepProgress.CONTESTED);
    }

    @Test
    void shouldDeleteOnlyThePolicyThatItPut() {
        aws.answer("DeleteLifecyclePolicy", 200, "{}");

        aws.on(() -> delete.perform(order("30"), shown(ours)));

        assertThat(aws.requests("DeleteLifecyclePolicy"))
                .singleElement()
                .asString()
                .contains("ml/train");
        assertThat(delete.obstacle(order("30"), shown(ours))).isEmpty();
        assertThat(delete.obstacle(order("30"), shown(null))).isEmpty();
        assertThat(delete.obstacle(order("30"), shown(FOREIGN))).isPresent();
        assertThat(delete.obstacle(order("60"), shown(ours))).isPresent();
        assertThat(delete.obstacle(order("30"), shown("no json"))).isPresent();
        assertThat(delete.evaluateProgress(order("30"), shown(ours), shown(null)))
                .isEqualTo(StepProgress.DONE);
        assertThat(delete.evaluateProgress(order("30"), shown(ours), shown(FOREIGN)))
                .isEqualTo(StepProgress.CONTESTED);
    }

    @Test
    void shouldReplaceNoPolicy() {
        assertThat(repository(FOREIGN).planningObstacle()).isPresent();
        assertThat(repository(null).planningObstacle()).isEmpty();
        assertThat(repository(FOREIGN).changedSince(repository(null))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "30.0", "", "10000", "never"})
    void shouldNotPutAnAgeThatEcrDoesNotTake(String days) {
        assertThat(put.obstacle(order(days), shown(null))).isPresent();
        assertThat(action.change(repository(null), Map.of("days", days))
                        .orElseThrow()
                        .problem())
                .isNotNull();
    }

    @Test
    void shouldAcceptImagesThatNobodyPullsAndYoungOnes() {
        images(
                image(50, "", daysAgo(45)),
                image(50, "\"imageTags\":[\"1.4\"],", daysAgo(1)),
                image(10, "", daysAgo(1)));
        preview("COMPLETE", "sha256:1");

        aws.on(() -> put.checkPreconditions(order("30"), shown(null)));

        assertThat(aws.requests("StartLifecyclePolicyPreview"))
                .singleElement()
                .asString()
                .contains("ml/train", "untagged", "30");
    }

    @Test
    void shouldRefuseWhereAnOldUntaggedImageMayBeInUse() {
        images(image(50, "", daysAgo(45)), image(50, "", daysAgo(29)));
        assertRefused("was pulled at");
        images(image(50, "", ""));
        assertRefused("has recorded no pull");
        images(image(
                50,
                "\"imageTags\":[\"1.4\"],\"imageManifestMediaType\":\"application/vnd.oci.image.index.v1+json\",",
                daysAgo(45)));
        assertRefused("refers to others");
    }

    @Test
    void shouldRefuseWhereThePreviewShowsAnotherImage() {
        images(image(50, "", daysAgo(45)));
        preview("COMPLETE", "sha256:1", "sha256:9");
        assertRefused("deletes sha256:9 too");
        preview("FAILED");
        assertRefused("whose state is FAILED");
    }

    @Test
    void shouldWaitForThePreview() {
        images(image(50, "", daysAgo(45)));
        preview("IN_PROGRESS");
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> preview("COMPLETE", "sha256:9"));

        assertRefused("deletes sha256:9 too");
    }

    /** ECR works on one preview of a repository at a time. */
    @Test
    void shouldStartItsPreviewOnceAnotherIsDone() {
        images(image(50, "", daysAgo(45)));
        aws.answer("StartLifecyclePolicyPreview", 400, "{\"__type\":\"LifecyclePolicyPreviewInProgressException\"}");
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> preview("COMPLETE", "sha256:1"));

        aws.on(() -> put.checkPreconditions(order("30"), shown(null)));

        assertThat(aws.requests("StartLifecyclePolicyPreview")).hasSize(2);
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> aws.on(() -> put.checkPreconditions(order("30"), shown(null))))
                .hasMessageContaining(why);
    }

    private void preview(String status, String... digests) {
        aws.answer("StartLifecyclePolicyPreview", 200, "{}");
        aws.answer(
                "GetLifecyclePolicyPreview",
                200,
                "{\"status\":\"" + status + "\",\"previewResults\":["
                        + Stream.of(digests)
                                .map(digest -> "{\"imageDigest\":\"" + digest + "\"}")
                                .collect(Collectors.joining(","))
                        + "]}");
    }

    private void images(String... images) {
        aws.answer("DescribeImages", 200, "{\"imageDetails\":[" + String.join(",", images) + "]}");
    }

    private static String image(int daysAgo, String more, String pulled) {
        return "{" + more + (pulled.isEmpty() ? "" : "\"lastRecordedPullTime\":" + pulled + ",")
                + "\"imageDigest\":\"sha256:1\",\"imagePushedAt\":" + daysAgo(daysAgo) + "}";
    }

    private static String daysAgo(int days) {
        return Long.toString(Instant.now().minus(Duration.ofDays(days)).getEpochSecond());
    }

    private static ActionOrder order(String days) {
        return new ActionOrder(
                "act_1",
                Arn.parse("arn:aws:ecr:us-east-1:123456789012:repository/ml/train"),
                repository(null),
                Map.of("days", days));
    }

    private static ContainerRepository.Observation shown(@Nullable String policy) {
        return new ContainerRepository.Observation(repository(policy));
    }

    private static ContainerRepository repository(@Nullable String policy) {
        return new ContainerRepository(1_767_225_600_000L, policy, Map.of());
    }
}
