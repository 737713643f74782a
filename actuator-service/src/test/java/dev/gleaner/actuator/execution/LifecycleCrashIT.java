package dev.gleaner.actuator.execution;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.auditKinds;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Logged;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.actuator.support.Storage;
import dev.gleaner.actuator.support.StorageFindings;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
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

    private static final Duration SOON = Duration.ofMinutes(2);

    AwsProxy aws;

    @Inject
    SecondWorker second;

    private final Storage storage = new Storage();
    private final Logged logged = new Logged(Level.INFO);
    private Arn bucket;
    private Finding finding;
    private String plan;

    @BeforeEach
    void showAPlan() {
        bucket = storage.bucket(Map.of());
        storage.expire(bucket, "logs/");
        finding = StorageFindings.cold(bucket);
        Records.sendConfirmed(finding);
        plan = awaitPlan(finding.id());
    }

    @AfterEach
    void stopListening() {
        logged.close();
    }

    /** preloop/preloop#517: gone after the effect, before it was written down. */
    @Test
    void shouldNotPutAgainWhenAWorkerDiedBetweenCallAndRecord() throws Exception {
        AwsProxy.Held held = aws.holdNext(put(), AwsProxy.Moment.AFTER);
        String action = approved(finding.id(), plan);
        assertThat(held.awaitReached(SOON)).isTrue();
        DeadWorker.held(action);

        second.work("second");

        awaitAction(action, "observed");
        letGo(held, action);
        assertThat(aws.calls(put())).hasSize(1);
        assertThat(auditKinds(finding.id()))
                .endsWith("intent", "claimed", "observed")
                .doesNotContain("called");
    }

    @Test
    void shouldPutOnceWhenAWorkerDiedBetweenIntentAndCall() throws Exception {
        AwsProxy.Held held = aws.holdNext(put(), AwsProxy.Moment.BEFORE);
        String action = approved(finding.id(), plan);
        assertThat(held.awaitReached(SOON)).isTrue();
        DeadWorker.held(action);
        Sql.run("update intent set under_way_until = now() - interval '1 minute' where action_id = '" + action + "'");

        second.work("second");

        awaitAction(action, "observed");
        letGo(held, action);
        assertThat(aws.calls(put())).hasSize(1);
        assertThat(storage.rules(bucket)).containsExactly("theirs-logs/", "gleaner-training-data");
    }

    /** The document is neither as before nor as wanted: whatever became of our call, somebody's work is there now. */
    @Test
    void shouldNotPutOverWhatSomebodyWroteMeanwhile() throws Exception {
        AwsProxy.Held held = aws.holdNext(put(), AwsProxy.Moment.BEFORE);
        String action = approved(finding.id(), plan);
        assertThat(held.awaitReached(SOON)).isTrue();
        DeadWorker.held(action);
        storage.expire(bucket, "logs/", "tmp/");

        second.work("second");

        assertThat(awaitAction(action, "failed").path("reason").asText()).contains("changed concurrently");
        letGo(held, action);
        assertThat(aws.calls(put())).isEmpty();
        assertThat(storage.rules(bucket)).containsExactly("theirs-logs/", "theirs-tmp/");
    }

    private String put() {
        return "PUT /" + bucket.id() + "?lifecycle";
    }

    /** Only once its sender has given it up, as after a death. */
    private void letGo(AwsProxy.Held held, String action) {
        DeadWorker.awaitGivenUp(logged, action);
        held.drop();
    }
}
