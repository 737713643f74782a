package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.awaitProposal;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.proposal;
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
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpResponse;
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

    private static final Duration PATIENCE = Duration.ofMinutes(2);

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
        String action = approve(posted);
        awaitAction(action, "observed");

        JsonNode updated = awaitMessage(finding, "*done*, and verified");
        assertThat(updated.toString()).contains("<@U0ANNA>", action).doesNotContain("\"action_id\":\"approve.0\"");
        assertThat(updated.path("ts")).isEqualTo(posted.path("ts"));
        assertThat(slack.messages(channel, finding.resource())).hasSize(1);
        assertThat(Sql.ask("select count(*) from audit_entry where kind = 'notified' and resource = '"
                        + finding.resource() + "'"))
                .isEqualTo("1");
    }

    @Test
    void shouldTellTheThreadWhatHappenedOnceEach() {
        Finding finding = sent();
        JsonNode posted = awaitMessage(finding, "action_id");
        awaitAction(approve(posted), "observed");
        JsonNode done = awaitMessage(finding, "\"action_id\":\"undo.0\"");

        String undo = outcome(SlackClick.on(SlackClick.button(done, "undo"), "U0BERT")
                .in(channel, "")
                .send());
        awaitAction(undo, "observed");

        JsonNode undone = awaitMessage(finding, "done, and undone");
        assertThat(undone.toString()).contains("Undo by <@U0BERT>").doesNotContain("\"action_id\"");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(slack.replies(channel, posted))
                        .anySatisfy(reply -> assertThat(reply).contains("Undone by")));
        assertThat(slack.replies(channel, posted))
                .satisfiesExactly(
                        reply -> assertThat(reply).contains("<@U0ANNA> approved"),
                        reply -> assertThat(reply).contains("`stop-instance`: AWS accepted the call"),
                        reply -> assertThat(reply).contains("`stop-instance`: done"),
                        reply -> assertThat(reply).contains("<@U0BERT> requested its undo"),
                        reply -> assertThat(reply).contains("`start-instance`: AWS accepted the call"),
                        reply -> assertThat(reply).contains("Undone by `start-instance`"));
    }

    @Test
    void shouldTakeTheButtonsAwayWhenNobodyDecidedAndAskAgainInTheSameMessage() throws SQLException {
        Finding finding = sent();
        JsonNode posted = awaitMessage(finding, "action_id");

        expire(finding);
        askAgain(finding);

        JsonNode again = awaitMessage(finding, "action_id");
        assertThat(again.path("ts")).isEqualTo(posted.path("ts"));
        assertThat(slack.messages(channel, finding.resource())).hasSize(1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(slack.replies(channel, posted))
                        .satisfiesExactly(
                                reply -> assertThat(reply).contains("Nobody decided in time"),
                                reply -> assertThat(reply).contains("asked again")));
    }

    @Test
    void shouldGoOnInANewMessageWhereTheOldOneIsFarUp() throws SQLException {
        Finding finding = sent();
        JsonNode old = awaitMessage(finding, "action_id");
        expire(finding);
        Sql.run("update slack_message set made_at = now() - interval '8 days'" + about(finding));

        askAgain(finding);

        JsonNode moved = awaitMessage(finding, "a newer message");
        assertThat(moved.path("ts")).isEqualTo(old.path("ts"));
        assertThat(moved.toString()).contains("/archives/" + channel).doesNotContain("action_id");
        assertThat(awaitMessage(finding, "action_id").path("ts")).isNotEqualTo(old.path("ts"));
    }

    @Test
    void shouldAskAnewWhereSomebodyDeletedTheMessage() throws SQLException {
        Finding finding = sent();
        JsonNode old = awaitMessage(finding, "action_id");
        slack.delete(channel, old);

        expireSilently(finding);
        askAgain(finding);

        assertThat(awaitMessage(finding, "action_id").path("ts")).isNotEqualTo(old.path("ts"));
    }

    /** pnp/copilot-adoption-bot#28: it went down after Slack's answer and before its record, and sent it again. */
    @Test
    void shouldFindWhatItPostedBeforeItWentDown() throws SQLException {
        Finding finding = sent();
        JsonNode posted = awaitMessage(finding, "action_id");
        String attempt =
                posted.path("metadata").path("event_payload").path("id").asText();
        assertThat(attempt).isNotEmpty();
        awaitRecord(finding, "posted");

        Sql.run("update slack_message set state = 'due', channel = null, ts = null, shown = null, asks = false, round"
                + " = 0, told = 0, posting_at = now(), posting = '" + attempt + "'" + about(finding));

        awaitRecord(finding, "posted");
        assertThat(Sql.ask("select ts from slack_message" + about(finding)))
                .isEqualTo(posted.path("ts").asText());
        assertThat(slack.messages(channel, finding.resource())).hasSize(1);
    }

    @Test
    void shouldNameWhatIsSmallInTheDigestAndAskAboutItOnceSomebodyWants() throws SQLException {
        Finding small = Records.sendConfirmed(Findings.with(
                Findings.idle(fleet.idle(Map.of())),
                1,
                Saving.priced(Findings.money("5"), Findings.money("0"), Findings.money("5"), "test")));
        awaitPlan(small.id());
        await().atMost(PATIENCE)
                .until(() -> Sql.ask("select count(*) from slack_message" + about(small) + " and small")
                        .equals("1"));
        Sql.run("delete from slack_digest");

        String name = Arn.parse(small.resource()).id();
        await().atMost(PATIENCE).until(() -> !slack.messages(channel, name).isEmpty());
        JsonNode digest = slack.messages(channel, name).get(0);
        assertThat(digest.toString()).contains("Smaller waste", "5.00 USD a month", "\"action_id\":\"ask.0\"");
        assertThat(slack.messages(channel, small.resource())).isEmpty();

        SlackClick.on(buttonOf(digest, small), "U0ANNA").in(channel, "").send();

        awaitMessage(small, "\"action_id\":\"approve.0\"");
    }

    /** A click on Keep decides nothing before somebody said why. */
    @Test
    void shouldAskForTheReasonInAForm() {
        Finding finding = sent();
        JsonNode posted = awaitMessage(finding, "action_id");

        assertOpensAForm(finding, SlackClick.button(posted, "keep"));
    }

    /** A click on Approve decides nothing before somebody entered what the plan does not contain. */
    @Test
    void shouldAskForTheHoursInAForm() {
        Finding finding = Records.sendConfirmed(Findings.with(fleet.instance(Map.of()), "schedule-instance", Map.of()));
        JsonNode posted = awaitMessage(finding, "approve.0");

        assertOpensAForm(finding, SlackClick.approveButton(posted));
    }

    private void assertOpensAForm(Finding finding, JsonNode button) {
        String trigger = slack.trigger();

        HttpResponse<String> response =
                SlackClick.on(button, "U0ANNA").in(channel, trigger).send();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(slack.open(trigger)).isEqualTo("exchanged_trigger_id");
        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("open");
    }

    @Test
    void shouldNotCountAClickInAnotherChannel() {
        Finding finding = sent();
        JsonNode posted = awaitMessage(finding, "action_id");

        JsonNode answer = SlackClick.json(SlackClick.on(SlackClick.approveButton(posted), "U0ANNA")
                .in("C0ELSEWHERE", "")
                .send());

        assertThat(answer.path("accepted").asBoolean()).isFalse();
        assertThat(answer.path("text").asText()).contains("not the channel of the resource's owner");
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
        assertThat(audit(finding.id()))
                .last()
                .satisfies(entry -> assertThat(entry.toString()).contains("refused", "not in the owner's channel"));
    }

    @Test
    void shouldTellWhatWasDecidedElsewhere() {
        Finding finding = sent();
        awaitMessage(finding, "action_id");

        decide("second-token", finding.id(), Map.of("decision", "reject", "plan", awaitPlan(finding.id())));

        awaitMessage(finding, "Rejected by bert");
    }

    private static String approve(JsonNode message) {
        return outcome(
                SlackClick.on(SlackClick.approveButton(message), "U0ANNA").send());
    }

    private static String outcome(HttpResponse<String> response) {
        return SlackClick.json(response).path("outcome").path("action").asText();
    }

    private static JsonNode buttonOf(JsonNode message, Finding finding) {
        return message.path("blocks").findParents("action_id").stream()
                .filter(button -> button.path("value").asText().contains(finding.id()))
                .findFirst()
                .orElseThrow();
    }

    private void expire(Finding finding) throws SQLException {
        expireSilently(finding);
        awaitMessage(finding, "Nobody decided in time");
    }

    private static void expireSilently(Finding finding) throws SQLException {
        Sql.run("update proposal set expires_at = now()" + about(finding));
        awaitProposal(finding.id(), "expired");
    }

    private static void askAgain(Finding finding) throws SQLException {
        Sql.run("update proposal set until = now()" + about(finding));
    }

    private static void awaitRecord(Finding finding, String state) {
        await().atMost(PATIENCE)
                .until(() -> Sql.ask("select state from slack_message" + about(finding))
                        .equals(state));
    }

    private static String about(Finding finding) {
        return " where target = '" + finding.resource() + "'";
    }

    private Finding sent() {
        Arn arn = fleet.idle(Map.of());
        return Records.sendConfirmed(Findings.idle(arn));
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
