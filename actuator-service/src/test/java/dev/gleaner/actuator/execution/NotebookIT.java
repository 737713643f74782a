package dev.gleaner.actuator.execution;

import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.undo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.NotebookTargets;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A yes to the stop of a notebook instance, and the way back. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class NotebookIT {

    AwsProxy aws;

    private final NotebookTargets notebooks = new NotebookTargets();

    @Test
    void shouldStopANotebookInstanceAndStartItAgain() {
        Arn notebook = notebooks.create();
        notebooks.loaded(notebook, 2);
        String action = approved(notebook);

        awaitAction(action, "observed");
        assertThat(notebooks.status(notebook)).isEqualTo("Stopped");

        awaitAction(undo(action), "observed");
        assertThat(notebooks.status(notebook)).isEqualTo("InService");
        assertThat(AwsCalls.count(aws, "StopNotebookInstance", notebook)).isOne();
        assertThat(AwsCalls.count(aws, "StartNotebookInstance", notebook)).isOne();
    }

    /** No value is not zero, and a training may run in what nobody has open. */
    @Test
    void shouldNotStopANotebookInstanceThatIsUsedOrOfWhichThatIsNotKnown() {
        Arn opened = notebooks.create();
        notebooks.loaded(opened, 2);
        notebooks.open(opened);
        Arn working = notebooks.create();
        notebooks.loaded(working, 97);
        Arn unknown = notebooks.create();

        assertThat(refusal(opened)).contains("the notebook instance was opened at");
        assertThat(refusal(working)).contains("its processors up to 97 %");
        assertThat(refusal(unknown)).contains("only 0 of the last 12 hours");
        assertThat(List.of(opened, working, unknown))
                .allSatisfy(notebook -> assertThat(notebooks.status(notebook)).isEqualTo("InService"));
    }

    /** Who stopped it since wants it stopped. */
    @Test
    void shouldNotStartANotebookInstanceThatSomebodyElseStartedAndStoppedSince() {
        Arn notebook = notebooks.create();
        notebooks.loaded(notebook, 2);
        String action = approved(notebook);
        awaitAction(action, "observed");
        notebooks.restart(notebook);

        String undo = undo(action);

        assertThat(awaitAction(undo, "refused").path("reason").asText())
                .contains("the notebook instance was started at");
        assertThat(notebooks.status(notebook)).isEqualTo("Stopped");
    }

    private static String refusal(Arn notebook) {
        return awaitAction(approved(notebook), "refused").path("reason").asText();
    }

    private static String approved(Arn notebook) {
        Remedy remedy = new Remedy("stop-notebook", Map.of(), true, List.of(), "Do it");
        Finding finding = Records.sendConfirmed(Findings.with(Findings.idle(notebook), List.of(remedy)));
        return Console.approved(finding.id(), awaitPlan(finding.id()));
    }
}
