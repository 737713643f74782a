package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.decide;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.SlackClick;
import dev.gleaner.actuator.support.SlackEmulator;
import dev.gleaner.actuator.support.SlackProfile;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages in Slack follow the question: on a Web API server that others wrote. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(SlackProfile.class)
class SlackMessagesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    SlackEmulator slack;

    private final Fleet fleet = new Fleet();
    private String channel = "";

    @BeforeEach
    void requireTheEmulator() {
        assumeTrue(slack.isThere(), "Slack's emulator does not run here");
        channel = slack.channel("waste");
    }

    @Test
    void shouldAskAndThenTellWhatCameOfIt() throws SQLException {
        Finding finding = sent();

        JsonNode posted = awaitMessage(finding, "\"action_id\":\"approve.0\"");
        assertThat(posted.toString()).contains("140.16 USD a month", "Price basis", "public IPv4", "cpu mean");
        String action = SlackClick.json(SlackClick.on(SlackClick.approveButton(posted), "U0ANNA")
                        .send())
                .path("outcome")
                .path("action")
                .asText();
        awaitAction(action, "observed");

        JsonNode updated = awaitMessage(finding, "and seen to be done");
        assertThat(updated.toString()).contains("<@U0ANNA>", action).doesNotContain("\"action_id\"");
        assertThat(updated.path("ts")).isEqualTo(posted.path("ts"));
        assertThat(slack.messages(channel, finding.resource())).hasSize(1);
        assertThat(Sql.ask("select count(*) from audit_entry where kind = 'notified' and resource = '"
                        + finding.resource() + "'"))
                .isEqualTo("1");
    }

    @Test
    void shouldTakeTheButtonsAwayWhenNobodyDecidedAndAskAgainLater() throws SQLException {
        Finding finding = sent();
        awaitMessage(finding, "action_id");

        Sql.run("update proposal set expires_at = now() where target = '" + finding.resource() + "'");
        awaitMessage(finding, "Nobody decided in time");
        Sql.run("update proposal set until = now() where target = '" + finding.resource() + "'");

        await().atMost(PATIENCE)
                .until(() -> slack.messages(channel, finding.resource()).size() == 2);
        List<JsonNode> messages = slack.messages(channel, finding.resource());
        assertThat(messages.get(0).toString())
                .contains("Nobody decided in time")
                .doesNotContain("action_id");
        assertThat(messages.get(1).toString()).contains("action_id");
    }

    @Test
    void shouldTellWhatWasDecidedElsewhere() {
        Finding finding = sent();
        awaitMessage(finding, "action_id");

        decide("second-token", finding.id(), Map.of("decision", "reject", "plan", awaitPlan(finding.id())));

        awaitMessage(finding, "Rejected by bert");
    }

    private Finding sent() {
        Arn arn = fleet.idle(Map.of());
        Finding finding = Findings.idle(arn);
        Records.sendConfirmed(finding);
        return finding;
    }

    private JsonNode awaitMessage(Finding finding, String part) {
        List<JsonNode> found = new ArrayList<>();
        await().atMost(PATIENCE).untilAsserted(() -> {
            found.clear();
            found.addAll(slack.messages(channel, finding.resource()));
            assertThat(found)
                    .anySatisfy(message -> assertThat(message.toString()).contains(part));
        });
        return found.stream()
                .filter(message -> message.toString().contains(part))
                .findFirst()
                .orElseThrow();
    }
}
