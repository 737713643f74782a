package dev.gleaner.actuator.execution;

import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.undo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.RepositoryTargets;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A yes to a lifecycle policy on a repository of container images, and the way back. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class ContainerRepositoryIT {

    private final RepositoryTargets repositories = new RepositoryTargets();

    @Test
    void shouldPutALifecyclePolicyAndDeleteItAgain() {
        Arn repository = repositories.create(Duration.ofDays(60));
        String action = approved(repository);

        awaitAction(action, "observed");
        assertThat(repositories.policy(repository))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains(
                                "\"tagStatus\":\"untagged\"",
                                "\"countType\":\"sinceImagePushed\"",
                                "\"countNumber\":30"));

        awaitAction(undo(action), "observed");
        assertThat(repositories.policy(repository)).isEmpty();
    }

    /** A pull that ECR has not recorded may be one of today. */
    @Test
    void shouldNotLetImagesExpireThatWerePulledOrOfWhichThatIsNotKnown() {
        Arn pulled = repositories.create(Duration.ofDays(3));
        Arn unknown = repositories.create(null);

        assertThat(refusal(pulled)).contains("the untagged image sha256:old was pulled at");
        assertThat(refusal(unknown)).contains("ECR has recorded no pull of the untagged image sha256:old");
        assertThat(List.of(pulled, unknown))
                .allSatisfy(repository ->
                        assertThat(repositories.policy(repository)).isEmpty());
    }

    /** What the owner put since is not the action's to delete. */
    @Test
    void shouldLeaveALifecyclePolicyThatSomebodyElsePutSince() {
        Arn repository = repositories.create(Duration.ofDays(60));
        String action = approved(repository);
        awaitAction(action, "observed");
        repositories.rule(repository);

        String undo = undo(action);

        assertThat(awaitAction(undo, "refused").path("reason").asText())
                .contains("the lifecycle policy was changed since it was put");
        assertThat(repositories.policy(repository))
                .hasValueSatisfying(policy -> assertThat(policy).contains("imageCountMoreThan"));
    }

    private static String refusal(Arn repository) {
        return awaitAction(approved(repository), "refused").path("reason").asText();
    }

    private static String approved(Arn repository) {
        Remedy remedy = new Remedy("put-image-lifecycle-policy", Map.of("days", "30"), true, List.of(), "Do it");
        Finding finding = Records.sendConfirmed(Findings.with(Findings.idle(repository), List.of(remedy)));
        return Console.approvedByTwo(finding.id(), awaitPlan(finding.id()));
    }
}
