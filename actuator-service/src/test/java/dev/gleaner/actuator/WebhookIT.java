package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Caller.nobody;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.proposal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.actuator.approval.slack.outbound.SlackRound;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.SlackClick;
import dev.gleaner.actuator.support.SlackHooks;
import dev.gleaner.actuator.support.SlackHooksResource;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.actuator.support.WebhookProfile;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Without a bot, without Slack, and without a database. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(WebhookProfile.class)
class WebhookIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    AwsProxy aws;
    SlackHooks hooks;

    @Inject
    SlackRound round;

    private final Fleet fleet = new Fleet();

    @AfterEach
    void answerAgain() {
        hooks.answer(200);
        hooks.letAnswersGo();
    }

    @Test
    void shouldAskByTheWebhookAndUpdateByTheAddressOfTheClick() {
        Finding finding = sent();
        JsonNode button = SlackClick.approveButton(awaitQuestion(finding));

        awaitAction(approvedBy(button, finding), "observed");

        awaitUpdate(finding);
        assertThat(hooks.taken("/" + finding.id()))
                .allSatisfy(update ->
                        assertThat(update.path("replace_original").asBoolean()).isTrue());
        assertThat(questions(finding)).hasSize(1);
    }

    /** On a slow day a person clicks before Slack's answer to the question is written down. */
    @Test
    void shouldUpdateByTheAddressOfAClickThatIsFasterThanTheAnswerToItsQuestion() {
        hooks.holdAnswers();
        Finding finding = sent();
        JsonNode button = SlackClick.approveButton(awaitQuestion(finding));

        String action = approvedBy(button, finding);
        hooks.letAnswersGo();

        awaitAction(action, "observed");
        awaitUpdate(finding);
    }

    /** A dead Slack decides nothing, and hears of everything once it is back. */
    @Test
    void shouldLeaveTheQuestionOpenWhileSlackIsDown() throws SQLException {
        hooks.answer(500);
        Finding finding = sent();
        awaitPlan(finding.id());
        await().atMost(PATIENCE)
                .until(() -> Integer.parseInt(Sql.ask("select coalesce(max(attempts), 0) from slack_message"
                                + " where target = '" + finding.resource() + "'"))
                        > 0);

        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("open");
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
        assertThat(fleet.state(Arn.parse(finding.resource()))).isEqualTo("running");

        // A dead Slack must not kill the pod.
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode slack = slackOf(json(nobody().get("/q/health/ready")));
            assertThat(slack.path("status").asText()).isEqualTo("UP");
            assertThat(slack.at("/data/failing").asBoolean()).isTrue();
            assertThat(slack.path("data").has("failure")).isFalse();
            assertThat(slack.at("/data/waiting").asInt()).isPositive();
        });

        hooks.answer(429);
        Sql.run("update slack_message set not_before = now()");
        await().atMost(PATIENCE).until(() -> !hooks.tooMany().isEmpty());
        hooks.answer(200);
        awaitQuestion(finding);
        assertThat(hooks.tooMany()).hasSize(1);
        assertThat(Instant.now()).isAfter(hooks.tooMany().get(0).plus(SlackHooks.RETRY_AFTER));
    }

    @Test
    void shouldLeaveTheSendingToWhoeverHoldsTheLease() throws SQLException {
        String owner = Sql.ask("select owner from slack_sender");
        Sql.run("update slack_sender set owner = 'another', until = now() + interval '1 hour'");
        Finding finding = sent();
        awaitPlan(finding.id());
        round.make();
        assertThat(questions(finding)).isEmpty();

        Sql.run("update slack_sender set owner = '" + owner + "'");

        awaitQuestion(finding);
        // Nothing more is to be said of it then.
        await().atMost(PATIENCE)
                .until(() -> Sql.ask(
                                "select told = changed from slack_message where target = '" + finding.resource() + "'")
                        .equals("t"));
        assertThat(questions(finding)).hasSize(1);
    }

    /**
     * slackapi/bolt-python#731 and slackapi/bolt-python#1027: without a 2xx within three seconds Slack asks again.
     * vercel/chat#667: dropping what is asked again loses what came during a deploy. So it hears no 2xx before the decision is
     * kept, and what it asks again then counts once.
     */
    @Test
    void shouldTellSlackToTryAgainWhileTheDatabaseIsDown() throws SQLException {
        Finding finding = sent();
        SlackClick click = SlackClick.by("U0ANNA", "approve.0", finding.id(), 0, awaitPlan(finding.id()));

        HttpResponse<String> down;
        database(false);
        try {
            down = click.send();
        } finally {
            database(true);
        }

        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(aws.calls("StopInstances").stream()
                        .filter(call -> call.body()
                                .contains(Arn.parse(finding.resource()).id())))
                .isEmpty();
        await().atMost(PATIENCE).until(() -> click.send().statusCode() == 200);
        String action =
                SlackClick.json(click.send()).path("outcome").path("action").asText();
        awaitAction(action, "observed");
        assertThat(proposal(finding.id()).path("actions")).hasSize(1);
    }

    /** Lets nobody into the database, and throws out who is there; or lets them in again. */
    private static void database(boolean open) throws SQLException {
        String name = config("gleaner.test.postgres.database");
        String server = "jdbc:postgresql://%s:%s/postgres"
                .formatted(config("gleaner.test.postgres.host"), config("gleaner.test.postgres.port"));
        try (Connection connection = DriverManager.getConnection(
                        server, config("gleaner.test.postgres.username"), config("gleaner.test.postgres.password"));
                Statement statement = connection.createStatement()) {
            statement.execute("alter database " + name + " with allow_connections " + open);
            if (!open) {
                statement.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
            }
        }
    }

    private static JsonNode slackOf(JsonNode health) {
        for (JsonNode check : health.path("checks")) {
            if (check.path("name").asText().equals("slack")) {
                return check;
            }
        }
        return MissingNode.getInstance();
    }

    private static String config(String key) {
        return ConfigProvider.getConfig().getValue(key, String.class);
    }

    private Finding sent() {
        return Records.sendConfirmed(Findings.idle(fleet.idle(Map.of())));
    }

    /** The action that a click began; Slack takes answers to the click under the finding's id. */
    private String approvedBy(JsonNode button, Finding finding) {
        return SlackClick.json(SlackClick.on(button, "U0ANNA", hooks.origin() + "/" + finding.id())
                        .send())
                .path("outcome")
                .path("action")
                .asText();
    }

    private void awaitUpdate(Finding finding) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(hooks.taken("/" + finding.id()))
                        .anySatisfy(update -> assertThat(update.toString()).contains("*done*, and verified")));
    }

    private JsonNode awaitQuestion(Finding finding) {
        await().atMost(PATIENCE).until(() -> !questions(finding).isEmpty());
        return questions(finding).get(0);
    }

    private List<JsonNode> questions(Finding finding) {
        return hooks.taken(SlackHooksResource.WEBHOOK).stream()
                .filter(post -> post.toString().contains(finding.resource()))
                .toList();
    }
}
