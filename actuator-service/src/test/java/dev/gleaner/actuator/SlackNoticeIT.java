package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.proposal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.SlackEmulator;
import dev.gleaner.actuator.support.SlackProfile;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A notice counts once its message is in Slack, and its end is a decision of the policy. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(SlackProfile.class)
class SlackNoticeIT {

    SlackEmulator slack;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldActOnceNobodySaidNoToWhatWasPosted() throws SQLException {
        assumeTrue(slack.isThere(), "Slack's emulator does not run here");
        Finding finding = Records.sendConfirmed(
                Findings.in("auto-land", Findings.idle(fleet.idle(Map.of("environment", "auto-land")))));
        String plan = awaitPlan(finding.id());

        String given = "select count(*) from policy_notice where finding_id = '" + finding.id() + "' and plan = '"
                + plan + "' and seconds = 86400 and state = 'given'";
        await().atMost(Duration.ofSeconds(60)).until(() -> Sql.ask(given).equals("1"));
        assertThat(slack.messages(slack.channel("waste"), finding.resource()).toString())
                .contains("or no rejection within 24 h after this was posted");
        Sql.run("update policy_notice set given_at = now() - interval '25 hours' where finding_id = '" + finding.id()
                + "'");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> !proposal(finding.id()).path("actions").isEmpty());
        awaitAction(proposal(finding.id()).path("actions").path(0).path("id").asText(), "observed");
        assertThat(audit(finding.id()))
                .anySatisfy(entry -> assertThat(entry.path("actor").asText()).isEqualTo("policy:by-itself"));
    }
}
