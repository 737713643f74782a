package dev.gleaner.actuator.execution;

import static dev.gleaner.actuator.support.Console.auditKinds;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.HeldAction;
import dev.gleaner.actuator.support.Logged;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Storage;
import dev.gleaner.actuator.support.StorageFindings;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that is gone while it puts a lifecycle rule. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class LifecycleCrashIT {

    AwsProxy aws;

    @Inject
    SecondWorker second;

    private final Storage storage = new Storage();
    private final Logged logged = new Logged(Level.INFO);
    private Arn bucket;
    private Finding finding;

    @BeforeEach
    void sendAFinding() {
        bucket = storage.bucket(Map.of());
        storage.expire(bucket, "logs/");
        finding = StorageFindings.cold(bucket);
        Records.sendConfirmed(finding);
    }

    @AfterEach
    void stopListening() {
        logged.close();
    }

    /** preloop/preloop#517: gone after the effect, before it was written down. */
    @Test
    void shouldNotPutAgainWhenAWorkerDiedBetweenCallAndRecord() throws Exception {
        HeldAction held = held(AwsProxy.Moment.AFTER);
        DeadWorker.held(held.id());

        second.work("second");

        awaitAction(held.id(), "observed");
        DeadWorker.drop(logged, held);
        assertThat(aws.calls(put())).hasSize(1);
        assertThat(auditKinds(finding.id()))
                .endsWith("intent", "claimed", "observed")
                .doesNotContain("called");
    }

    @Test
    void shouldPutOnceWhenAWorkerDiedBetweenIntentAndCall() throws Exception {
        HeldAction held = held(AwsProxy.Moment.BEFORE);
        DeadWorker.held(held.id());
        DeadWorker.callsEnded(held.id());

        second.work("second");

        awaitAction(held.id(), "observed");
        DeadWorker.drop(logged, held);
        assertThat(aws.calls(put())).hasSize(1);
        assertThat(storage.rules(bucket)).containsExactly("theirs-logs/", "gleaner-training-data");
    }

    /** The document is neither as before nor as wanted: whatever became of our call, somebody's work is there now. */
    @Test
    void shouldNotPutOverWhatSomebodyWroteMeanwhile() throws Exception {
        HeldAction held = held(AwsProxy.Moment.BEFORE);
        DeadWorker.held(held.id());
        storage.expire(bucket, "logs/", "tmp/");

        second.work("second");

        assertThat(awaitAction(held.id(), "failed").path("reason").asText()).contains("changed concurrently");
        DeadWorker.drop(logged, held);
        assertThat(aws.calls(put())).isEmpty();
        assertThat(storage.rules(bucket)).containsExactly("theirs-logs/", "theirs-tmp/");
    }

    /** Its call to AWS stands still at this moment. */
    private HeldAction held(AwsProxy.Moment moment) throws InterruptedException {
        return HeldAction.approved(aws, call -> call.action().equals(put()), moment, finding);
    }

    private String put() {
        return "PUT /" + bucket.id() + "?lifecycle";
    }
}
