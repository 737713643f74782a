package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.auditKinds;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.awaitProposal;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.proposal;
import static dev.gleaner.actuator.support.Console.undo;
import static dev.gleaner.actuator.support.Console.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.actuator.aws.S3Bucket;
import dev.gleaner.actuator.proposal.Redelivery;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.HeldAction;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Storage;
import dev.gleaner.actuator.support.StorageFindings;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A yes to a lifecycle rule, what comes of it, and the way back. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class LifecycleIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    AwsProxy aws;

    @Inject
    Redelivery redelivery;

    @Inject
    ActionRegistry known;

    private final Storage storage = new Storage();

    /** hashicorp/terraform-provider-aws#31409: a PUT of one's own rule alone makes other owners' rules vanish. */
    @Test
    void shouldWriteItsRuleBesideAForeignOneAndTakeItBack() {
        Arn bucket = storage.bucket(Map.of("team", "vision"));
        storage.expire(bucket, "logs/");
        Finding finding = sent(StorageFindings.cold(bucket));
        String plan = awaitPlan(finding.id());
        JsonNode change = proposal(finding.id()).path("changes").path(0);
        assertThat(ids(change.path("before"))).containsExactly("theirs-logs/");
        assertThat(ids(change.path("after"))).containsExactlyInAnyOrder("theirs-logs/", "gleaner-training-data");

        String action = approved(finding.id(), plan);

        awaitAction(action, "observed");
        assertThat(storage.rules(bucket)).containsExactly("theirs-logs/", "gleaner-training-data");
        assertThat(aws.calls(put(bucket)))
                .singleElement()
                .satisfies(call -> assertThat(call.body()).contains("theirs-logs/", "STANDARD_IA", "GLACIER"));
        awaitProposal(finding.id(), "done");
        assertThat(auditKinds(finding.id()))
                .containsExactly("finding-seen", "proposed", "decided", "claimed", "intent", "called", "observed");

        String undo = undo(action);

        awaitAction(undo, "observed");
        awaitAction(action, "undone");
        assertThat(storage.rules(bucket)).containsExactly("theirs-logs/");
        assertThat(aws.calls(put(bucket))).hasSize(2);
        assertThat(verify().path("intact").asBoolean()).isTrue();
    }

    /** cloud-custodian/cloud-custodian#1940: without rules there is no document to PUT, so it is DELETE. */
    @Test
    void shouldLeaveNoDocumentWhereThereWasNone() {
        Arn bucket = storage.bucket(Map.of());
        String action = observed(sent(StorageFindings.cold(bucket)));

        awaitAction(undo(action), "observed");

        assertThat(storage.rules(bucket)).isEmpty();
        assertThat(aws.calls(put(bucket))).hasSize(1);
        assertThat(aws.calls("DELETE /" + bucket.id() + "?lifecycle")).hasSize(1);
    }

    /** runatlantis/atlantis#2148 and preloop/preloop#517: many clicks, and records that come again. */
    @Test
    void shouldPutOnceWhateverComesTwice() {
        Arn bucket = storage.bucket(Map.of());
        Finding finding = StorageFindings.cold(bucket);
        Records.confirm(finding.id(), Instant.now());
        RecordMetadata place = Records.send(finding);
        String plan = awaitPlan(finding.id());

        List<String> actions = IntStream.range(0, 6)
                .mapToObj(click -> CompletableFuture.supplyAsync(
                        () -> json(approve(finding.id(), plan)).path("action").asText()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .distinct()
                .toList();
        redelivery.again(place, Json.bytes(finding));

        assertThat(actions).hasSize(1);
        awaitAction(actions.get(0), "observed");
        redelivery.again(place, Json.bytes(finding));
        assertThat(approved(finding.id(), plan)).isEqualTo(actions.get(0));
        assertThat(aws.calls(put(bucket))).hasSize(1);
    }

    @Test
    void shouldAskOneQuestionAboutABucketWhateverPrefixAFindingIsOf() {
        Arn bucket = storage.bucket(Map.of());
        Finding training = sent(StorageFindings.cold(bucket));
        Finding experiments = sent(StorageFindings.of(
                bucket, "experiments/", StorageFindings.COOL.replace("training-data", "experiments")));
        String first = awaitPlan(training.id());
        String second = awaitPlan(experiments.id());

        assertThat(proposal(training.id()).path("id"))
                .isEqualTo(proposal(experiments.id()).path("id"));
        assertThat(first).isNotEqualTo(second);
    }

    /** runatlantis/atlantis#1122: what was approved is not what is there. */
    @Test
    void shouldNotPutWhatWasPlannedForAnotherDocument() {
        Arn bucket = storage.bucket(Map.of());
        Finding finding = sent(StorageFindings.cold(bucket));
        String plan = awaitPlan(finding.id());
        storage.expire(bucket, "logs/");

        String reason = refused(finding, plan);

        assertThat(reason).contains("lifecycle document of the bucket changed");
        assertThat(aws.calls(put(bucket))).isEmpty();
        assertThat(storage.rules(bucket)).containsExactly("theirs-logs/");
        assertThat(awaitPlan(finding.id())).isNotEqualTo(plan);
    }

    @Test
    void shouldLeaveAloneWhatIsProtected() {
        Arn bucket = storage.bucket(Map.of("gleaner:protected", "true"));
        Finding finding = sent(StorageFindings.cold(bucket));

        assertThat(refused(finding, awaitPlan(finding.id()))).contains("protects");
        assertThat(aws.calls(put(bucket))).isEmpty();
    }

    @Test
    void shouldSayWhatS3WouldNotTakeBeforeAnyCall() {
        Arn bucket = storage.bucket(Map.of());
        Finding finding =
                sent(StorageFindings.of(bucket, "a/", StorageFindings.COOL.replace("\"Days\":30", "\"Days\":29")));
        String plan = awaitPlan(finding.id());
        assertThat(proposal(finding.id())
                        .path("changes")
                        .path(0)
                        .path("problem")
                        .asText())
                .contains("after 30 days at the earliest");

        HttpResponse<String> answer = approve(finding.id(), plan);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("after 30 days at the earliest");
        assertThat(aws.calls(put(bucket))).isEmpty();
    }

    @Test
    void shouldEndWhenAwsForbidsIt() {
        Arn bucket = storage.bucket(Map.of());
        Finding finding = sent(StorageFindings.cold(bucket));
        String plan = awaitPlan(finding.id());
        aws.answerNext(put(bucket), 403, error("AccessDenied"));

        String reason = awaitAction(approved(finding.id(), plan), "failed")
                .path("reason")
                .asText();

        assertThat(reason).contains("AccessDenied");
        assertThat(aws.calls(put(bucket))).isEmpty();
        assertThat(storage.rules(bucket)).isEmpty();
    }

    /** A server error may have taken effect: we look before we call again, so the SDK may not. */
    @Test
    void shouldLookAgainAfterAServerErrorBeforeItPutsAgain() {
        Arn bucket = storage.bucket(Map.of());
        Finding finding = sent(StorageFindings.cold(bucket));
        String plan = awaitPlan(finding.id());
        int looks = aws.calls("GET /" + bucket.id() + "?lifecycle").size();
        aws.answerNext(put(bucket), 503, error("SlowDown"));

        awaitAction(approved(finding.id(), plan), "observed");

        assertThat(aws.calls(put(bucket))).hasSize(1);
        assertThat(aws.calls("GET /" + bucket.id() + "?lifecycle").size() - looks)
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void shouldNotPlanWhatItMayNotRead() {
        Arn bucket = storage.bucket(Map.of());
        for (int look = 0; look < 20; look++) {
            aws.answerNext("GET /" + bucket.id() + "?lifecycle", 403, error("AccessDenied"));
        }
        Finding finding = sent(StorageFindings.cold(bucket));

        await().atMost(SOON)
                .until(() -> proposal(finding.id()).path("problem").asText().contains("AccessDenied"));
        assertThat(proposal(finding.id()).path("plan").isNull()).isTrue();
    }

    @Test
    void shouldNotTakeBackADocumentThatSomebodyChangedSince() {
        Arn bucket = storage.bucket(Map.of());
        String action = observed(sent(StorageFindings.cold(bucket)));
        storage.expire(bucket, "logs/");

        String reason = awaitAction(undo(action), "refused").path("reason").asText();

        assertThat(reason).contains("changed since it was set");
        assertThat(storage.rules(bucket)).containsExactly("theirs-logs/");
    }

    /** hashicorp/terraform-provider-aws#41620: two writers. What shows is said, and nothing further is done. */
    @Test
    void shouldFailWhenSomebodyElseWroteAtTheSameTime() throws Exception {
        Arn bucket = storage.bucket(Map.of());
        Finding finding = sent(StorageFindings.cold(bucket));
        HeldAction held = heldAt(put(bucket), AwsProxy.Moment.AFTER, finding);
        storage.expire(bucket, "logs/");
        held.release();

        String reason = awaitAction(held.id(), "failed").path("reason").asText();

        assertThat(reason).contains("the lifecycle document was changed concurrently");
        assertThat(aws.calls(put(bucket))).hasSize(1);
        assertThat(storage.rules(bucket)).containsExactly("theirs-logs/");
    }

    /** As terraform apply does, after S3 showed the document to Gleaner. */
    @Test
    void shouldNotReplaceADocumentThatChangedAfterItWasRead() throws Exception {
        Arn bucket = storage.bucket(Map.of());
        Finding finding = sent(StorageFindings.cold(bucket));
        // The versioning is read after the document.
        HeldAction held = heldAt("GET /" + bucket.id() + "?versioning", AwsProxy.Moment.BEFORE, finding);
        storage.expire(bucket, "logs/");
        held.release();

        String reason = awaitAction(held.id(), "refused").path("reason").asText();

        assertThat(reason).contains("the lifecycle document of the bucket changed right before the call");
        assertThat(aws.calls(put(bucket))).isEmpty();
        assertThat(storage.rules(bucket)).containsExactly("theirs-logs/");
    }

    @Test
    void shouldTakeARuleThatExpiresForIrreversibleWhateverItsRemedySays() {
        assertThat(known.isReversible(remedy(StorageFindings.COOL))).isTrue();
        assertThat(known.isReversible(
                        remedy(StorageFindings.COOL.replace("\"Status\"", "\"Expiration\":{\"Days\":365},\"Status\""))))
                .isFalse();
        assertThat(known.isReversible(remedy("no rule"))).isFalse();
    }

    /** Its undo restores the document; what was moved meanwhile can be read only after a restore that is paid for. */
    @ParameterizedTest
    @ValueSource(strings = {"GLACIER", "DEEP_ARCHIVE"})
    void shouldTakeAMoveToAnArchiveForIrreversible(String archive) {
        String moves = StorageFindings.COOL.replace("GLACIER_IR", archive);
        String versions = "{\"ID\":\"gleaner-versions\",\"Filter\":{\"Prefix\":\"a/\"},\"Status\":\"Enabled\","
                + "\"NoncurrentVersionTransitions\":[{\"NoncurrentDays\":90,\"StorageClass\":\"" + archive + "\"}]}";

        assertThat(known.isReversible(remedy(moves))).isFalse();
        assertThat(known.isReversible(remedy(versions))).isFalse();
        assertThat(known.getRecorded("put-lifecycle-rule")
                        .irreversibleEffects(
                                new S3Bucket("", "us-east-1", Map.of(), null, BucketLifecycle.NONE),
                                Map.of("rule", moves))
                        .toString())
                .contains(archive, "restored first");
    }

    private static Remedy remedy(String rule) {
        return new Remedy("put-lifecycle-rule", Map.of("rule", rule), true, List.of(), "Let it cool");
    }

    private static Finding sent(Finding finding) {
        return Records.sendConfirmed(finding);
    }

    private static String observed(Finding finding) {
        String action = approved(finding.id(), awaitPlan(finding.id()));
        awaitAction(action, "observed");
        return action;
    }

    private static String refused(Finding finding, String plan) {
        return awaitAction(approved(finding.id(), plan), "refused")
                .path("reason")
                .asText();
    }

    private HeldAction heldAt(String call, AwsProxy.Moment moment, Finding finding) throws InterruptedException {
        return HeldAction.approved(aws, made -> made.action().equals(call), moment, finding);
    }

    private static List<String> ids(JsonNode document) {
        return document.path("Rules").findValuesAsText("ID");
    }

    private static String put(Arn bucket) {
        return "PUT /" + bucket.id() + "?lifecycle";
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code><Message>because</Message></Error>";
    }
}
