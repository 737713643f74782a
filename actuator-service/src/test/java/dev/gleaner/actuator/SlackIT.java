package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Caller.nobody;
import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.auditKinds;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.proposal;
import static dev.gleaner.actuator.support.Console.verify;
import static dev.gleaner.actuator.support.SlackClick.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.approval.slack.outbound.Backlog;
import dev.gleaner.actuator.support.AwsCalls;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.SlackClick;
import dev.gleaner.actuator.support.SlackHooks;
import dev.gleaner.actuator.support.SlackProfile;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions by Slack: what counts as one, and that nothing else reaches AWS. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(SlackProfile.class)
class SlackIT {

    private static final String ANNA = "U0ANNA";
    private static final String BERT = "U0BERT";

    AwsProxy aws;
    SlackHooks hooks;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldStopAnInstanceOnceASlackUserApproved() throws SQLException {
        Finding finding = idle();

        HttpResponse<String> response = approved(ANNA, finding).send();

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode action =
                awaitAction(json(response).path("outcome").path("action").asText(), "observed");
        assertThat(action.path("decidedBy").asText()).isEqualTo(ANNA);
        assertThat(stops(finding)).isOne();
        assertThat(fleet.state(Arn.parse(finding.resource()))).isEqualTo("stopped");
        assertThat(decided(finding).get(0).path("actor").asText()).isEqualTo("user:" + ANNA);
        assertThat(verify().path("intact").asBoolean()).isTrue();
    }

    /** slackapi/bolt-python#845 and vercel/chat#667: sent again at once, after a minute and after five. */
    @Test
    void shouldTakeARedeliveryOnce() throws SQLException {
        Finding finding = idle();
        SlackClick click = approved(ANNA, finding);

        HttpResponse<String> first = click.send();
        HttpResponse<String> second = click.send();
        HttpResponse<String> third =
                click.redeliveredAt(Instant.now().plusSeconds(60)).send();

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(outcome(third).path("action")).isEqualTo(outcome(first).path("action"));
        awaitAction(outcome(first).path("action").asText(), "observed");
        HttpResponse<String> late =
                click.redeliveredAt(Instant.now().minusSeconds(200)).send();
        assertThat(outcome(late).path("action")).isEqualTo(outcome(first).path("action"));
        // The first answer is repeated as it was, although the action has gone on since.
        assertThat(click.send().body()).isEqualTo(first.body());
        assertThat(decided(finding)).hasSize(1);
        assertThat(stops(finding)).isOne();
    }

    @Test
    void shouldMakeOneActionOfADoubleClick() throws SQLException {
        Finding finding = idle();
        String plan = awaitPlan(finding.id());
        SlackClick same = click(ANNA, "approve.0", finding, plan);

        List<String> actions = actionsOfClicksAtOnce(same, 8);

        assertThat(actions).hasSize(1);
        awaitAction(actions.get(0), "observed");
        assertThat(stops(finding)).isOne();
        assertThat(decided(finding)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "bad",
                "old",
                "future",
                "re-encoded",
                "repeated timestamp",
                "repeated signature",
                "no number",
                "another secret"
            })
    void shouldRefuseWhatIsNotSigned(String what) {
        Finding finding = idle();
        SlackClick click = approved(ANNA, finding);

        HttpResponse<String> response = spoilt(click, what).send();

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
        assertThat(auditKinds(finding.id())).containsExactly("finding-seen", "proposed");
        assertThat(stops(finding)).isZero();
    }

    private static SlackClick spoilt(SlackClick click, String what) {
        String timestamp = click.headers().get(1);
        String signature = click.headers().get(3);
        List<String> twice = List.of("X-Slack-Request-Timestamp", timestamp);
        return switch (what) {
            case "none" -> click.withHeaders(List.of());
            case "bad" -> click.withHeaders(SlackClick.headers(timestamp, "v0=" + "0".repeat(64)));
            case "old" -> click.redeliveredAt(Instant.now().minusSeconds(301));
            case "future" -> click.redeliveredAt(Instant.now().plusSeconds(310));
            case "re-encoded" -> click.with(click.body().replace("+", "%20").replace("%3A", ":"));
            case "repeated timestamp" -> click.withHeaders(concat(click.headers(), twice));
            case "repeated signature" ->
                click.withHeaders(concat(click.headers(), List.of("X-Slack-Signature", signature)));
            case "no number" -> click.withHeaders(SlackClick.headers(timestamp + ".0", signature));
            case "another secret" -> {
                String other = new com.slack.api.app_backend.SlackSignature.Generator("other")
                        .generate(timestamp, click.body());
                yield click.withHeaders(SlackClick.headers(timestamp, other));
            }
            default -> throw new IllegalArgumentException(what);
        };
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "payload=",
                "payload=%ZZ",
                "payload=null",
                "payload=[]",
                "payload={}&payload={}",
                "payload={\"type\":\"view_submission\"}",
                "payload={\"type\":\"block_actions\",\"user\":{\"id\":\"anna\"},\"actions\":[]}",
                "payload={\"type\":\"block_actions\",\"user\":{\"id\":\"U0ANNA\"},\"actions\":[]}",
                "payload={\"type\":\"block_actions\",\"user\":{\"id\":\"U0ANNA\"},\"actions\":[{\"action_id\":\"fly\"}]}",
                "payload={\"type\":\"block_actions\",\"user\":{\"id\":\"U0ANNA\"},\"actions\":[{\"action_id\":\"approve\","
                        + "\"value\":\"{\\\"finding\\\":\\\"f\\\",\\\"remedy\\\":0,\\\"plan\\\":\\\"any\\\"}\"}]}"
            })
    void shouldSayThatASignedRequestIsNoClick(String body) throws SQLException {
        String before = Sql.ask("select count(*) from slack_request");

        HttpResponse<String> response = SlackClick.signed(body, Instant.now()).send();

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(Sql.ask("select count(*) from slack_request")).isEqualTo(before);
    }

    @Test
    void shouldServeNothingElseOnSlacksPort() {
        SlackClick click = SlackClick.signed("payload={}", Instant.now());

        assertThat(click.post("/api/findings").statusCode()).isEqualTo(404);
        assertThat(click.post("/q/health").statusCode()).isEqualTo(404);
        assertThat(click.post("/slack/interactions/").statusCode()).isEqualTo(404);
        assertThat(SlackClick.signed("payload=" + "x".repeat(300_000), Instant.now())
                        .send()
                        .statusCode())
                .isEqualTo(413);
    }

    /** The client of the JDK writes all of it before it reads: a connection that is closed at once would lose the answer. */
    @Test
    void shouldSayOnTheServicesPortTooThatABodyIsTooLarge() {
        HttpResponse<String> response =
                nobody().body("{\"on\":\"" + "x".repeat(3_000_000) + "\"}").put("/api/kill-switch");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(json(response).path("error").asText()).contains("more than 1048576 bytes");
        // The connection is closed with the answer, which the client may not have seen yet.
        await().ignoreException(UncheckedIOException.class)
                .until(() -> nobody().get("/q/health/ready").statusCode() == 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"U0VERA", "U0NOBODY", "U0APPROVER"})
    void shouldNotLetOthersDecide(String user) throws SQLException {
        Finding finding = idle();
        String plan = awaitPlan(finding.id());
        String path = "/whisper-" + user;

        HttpResponse<String> response = SlackClick.answeredAt(
                        hooks.origin() + path, user, "approve.0", finding.id(), plan)
                .send();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("accepted").asBoolean()).isFalse();
        await().until(() -> hooks.taken(path).size() == 1);
        JsonNode whisper = hooks.taken(path).get(0);
        assertThat(whisper.path("response_type").asText()).isEqualTo("ephemeral");
        assertThat(whisper.path("text").asText()).contains("may not");
        assertThat(auditKinds(finding.id())).containsExactly("finding-seen", "proposed", "refused");
        assertThat(audit(finding.id()).get(2).path("actor").asText()).isEqualTo("user:" + user);
        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("open");
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
        assertThat(stops(finding)).isZero();
    }

    /** What a request names is not believed. */
    @Test
    void shouldAnswerNowhereButAtSlack() {
        Finding finding = idle();
        String elsewhere = hooks.origin().replace("127.0.0.1", "localhost") + "/elsewhere";

        SlackClick.answeredAt(elsewhere, "U0NOBODY", "approve.0", finding.id(), awaitPlan(finding.id()))
                .send();
        SlackClick.answeredAt(hooks.origin() + "/after", "U0NOBODY", "reject.0", finding.id(), awaitPlan(finding.id()))
                .send();

        await().until(() -> hooks.taken("/after").size() == 1);
        assertThat(hooks.taken("/elsewhere")).isEmpty();
    }

    @Test
    void shouldAskASecondPersonAboutWhatCannotBeUndone() throws SQLException {
        Finding finding = irreversible();
        String plan = awaitPlan(finding.id());

        HttpResponse<String> one = click(ANNA, "approve.0", finding, plan).send();
        HttpResponse<String> sameAgain = click(ANNA, "approve.0", finding, plan)
                .redeliveredAt(Instant.now().minusSeconds(30))
                .send();
        JsonNode sameWithToken = Console.json(approve(finding.id(), plan));

        assertThat(outcome(one).path("approvals").asText()).isEqualTo("1 of 2");
        assertThat(outcome(one).path("action").isNull()).isTrue();
        assertThat(outcome(sameAgain).path("approvals").asText()).isEqualTo("1 of 2");
        assertThat(sameWithToken.path("approvals").asText()).isEqualTo("1 of 2");
        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("open");
        assertThat(Sql.ask("select count(*) from action where finding_id = '" + finding.id() + "'"))
                .isEqualTo("0");

        HttpResponse<String> two = click(BERT, "approve.0", finding, plan).send();

        JsonNode action = awaitAction(outcome(two).path("action").asText(), "observed");
        assertThat(action.path("decidedBy").asText()).isEqualTo("U0ANNA, anna, U0BERT");
        assertThat(stops(finding)).isOne();
        assertThat(decided(finding))
                .extracting(entry -> entry.path("detail").path("approvals").asText())
                .containsExactly("1 of 2", "1 of 2", "2 of 2");
        // The first one asks again and gets what came of it.
        assertThat(Console.json(approve(finding.id(), plan)).path("action").asText())
                .isEqualTo(action.path("id").asText());
    }

    @Test
    void shouldHoldTokensToTwoPeopleToo() {
        Finding finding = irreversible();
        String plan = awaitPlan(finding.id());
        Map<String, Object> yes = Map.of("decision", "approve", "remedy", 0, "plan", plan);

        JsonNode one = Console.json(decide("approver-token", finding.id(), yes));
        JsonNode again = Console.json(decide(
                "approver-token",
                finding.id(),
                Map.of("decision", "approve", "remedy", 0, "plan", plan, "reason", "really")));
        JsonNode two = Console.json(decide("second-token", finding.id(), yes));

        assertThat(one.path("approvals").asText()).isEqualTo("1 of 2");
        assertThat(again.path("approvals").asText()).isEqualTo("1 of 2");
        awaitAction(two.path("action").asText(), "observed");
        assertThat(stops(finding)).isOne();
    }

    @Test
    void shouldStartCountingAnewWhenThePlanChanged() {
        Finding finding = irreversible();
        String plan = awaitPlan(finding.id());
        click(ANNA, "approve.0", finding, plan).send();
        Records.send(Findings.version(finding, 2, Finding.Status.OPEN));
        await().until(() -> !plan.equals(proposal(finding.id()).path("plan").asText()));
        String changed = awaitPlan(finding.id());

        HttpResponse<String> old = click(BERT, "approve.0", finding, plan).send();
        HttpResponse<String> current =
                click(BERT, "approve.0", finding, changed).send();

        assertThat(json(old).path("accepted").asBoolean()).isFalse();
        assertThat(json(old).path("text").asText()).contains("plan changed");
        assertThat(outcome(current).path("approvals").asText()).isEqualTo("1 of 2");
        assertThat(stops(finding)).isZero();
    }

    @Test
    void shouldNotTakeAClickThatComesTooLate() throws SQLException {
        Finding finding = idle();
        SlackClick click = approved(ANNA, finding);
        Sql.run("update proposal set expires_at = now() where target = '" + finding.resource() + "'");

        HttpResponse<String> late = click.send();

        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(json(late).path("accepted").asBoolean()).isFalse();
        assertThat(json(late).path("text").asText()).contains("expired");
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
        assertThat(stops(finding)).isZero();
    }

    @Test
    void shouldNotStopWhatIsProtected() {
        Finding finding = sent(fleet.idle(Map.of("gleaner:protected", "true")));

        HttpResponse<String> response = approved(ANNA, finding).send();

        awaitAction(outcome(response).path("action").asText(), "refused");
        assertThat(stops(finding)).isZero();
    }

    @Test
    void shouldSnoozeOnceHoweverOftenItIsClicked() throws SQLException {
        Finding finding = idle();
        String plan = awaitPlan(finding.id());
        SlackClick snooze = click(BERT, "snooze.0", finding, plan);

        snooze.send();
        HttpResponse<String> again =
                snooze.redeliveredAt(Instant.now().plusSeconds(60)).send();

        assertThat(outcome(again).path("state").asText()).isEqualTo("snoozed");
        assertThat(decided(finding)).hasSize(1);
        assertThat(Instant.parse(proposal(finding.id()).path("until").asText()))
                .isBetween(
                        Instant.now().plusSeconds(7 * 86_400 - 3600),
                        Instant.now().plusSeconds(7 * 86_400));
        HttpResponse<String> keep = click(ANNA, "keep.0", finding, plan).send();
        assertThat(outcome(keep).path("state").asText()).isEqualTo("kept");
        assertThat(stops(finding)).isZero();
    }

    @Test
    void shouldTakeAnActionBackOnceHoweverOftenItIsClicked() throws SQLException {
        Finding finding = idle();
        String plan = awaitPlan(finding.id());
        String action = outcome(click(ANNA, "approve.0", finding, plan).send())
                .path("action")
                .asText();
        awaitAction(action, "observed");
        SlackClick undo = SlackClick.undo(BERT, finding.id(), plan, action);

        List<String> undos = actionsOfClicksAtOnce(undo, 6);

        assertThat(undos).hasSize(1);
        awaitAction(undos.get(0), "observed");
        assertThat(fleet.state(Arn.parse(finding.resource()))).isEqualTo("running");
        assertThat(starts(finding)).isOne();
        assertThat(Sql.ask("select count(*) from action where undo_of = '" + action + "'"))
                .isEqualTo("1");
    }

    @Test
    void shouldLetOperatorsAloneTakeBackAndOnlyWhatTheButtonIsAbout() {
        Finding finding = idle();
        Finding other = idle();
        String plan = awaitPlan(finding.id());
        String action = outcome(click(ANNA, "approve.0", finding, plan).send())
                .path("action")
                .asText();
        awaitAction(action, "observed");

        JsonNode viewer =
                json(SlackClick.undo("U0VERA", finding.id(), plan, action).send());
        JsonNode approver =
                json(SlackClick.undo(ANNA, finding.id(), plan, action).send());
        JsonNode mixed = json(
                SlackClick.undo(BERT, other.id(), awaitPlan(other.id()), action).send());

        assertThat(viewer.path("accepted").asBoolean()).isFalse();
        assertThat(approver.path("accepted").asBoolean()).isFalse();
        assertThat(approver.path("text").asText()).contains("as operator");
        assertThat(mixed.path("accepted").asBoolean()).isFalse();
        assertThat(mixed.path("text").asText()).contains("no such action");
        assertThat(starts(finding)).isZero();
        assertThat(audit(finding.id()))
                .last()
                .satisfies(entry -> assertThat(entry.toString()).contains("refused", "not an operator", "undo"));
    }

    @Test
    void shouldDecideByAFormWithItsReason() throws SQLException {
        Finding finding = idle();
        Map<String, Object> value =
                Map.of("finding", finding.id(), "remedy", 0, "plan", awaitPlan(finding.id()), "round", 1);
        String day = LocalDate.now(ZoneOffset.UTC).plusDays(10).toString();
        SlackClick form = form(ANNA, value, "the audit needs it", day);

        HttpResponse<String> viewer = form("U0VERA", value, "mine", day).send();
        HttpResponse<String> empty = form(ANNA, value, " ", day).send();
        HttpResponse<String> unsigned = form.withHeaders(List.of()).send();
        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("open");
        HttpResponse<String> taken = form.send();
        HttpResponse<String> again =
                form.redeliveredAt(Instant.now().plusSeconds(60)).send();

        assertThat(json(viewer).path("errors").path("reason").asText()).contains("may not");
        assertThat(json(empty).path("errors").path("reason").asText()).isEqualTo("Say why.");
        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(json(taken).path("response_action").asText()).isEqualTo("clear");
        assertThat(again.body()).isEqualTo(taken.body());
        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("kept");
        assertThat(decided(finding)).hasSize(1);
        assertThat(decided(finding).get(0).path("detail").path("reason").asText())
                .isEqualTo("the audit needs it");
        assertThat(stops(finding)).isZero();
    }

    @Test
    void shouldApproveByAFormWithTheHoursOfASchedule() throws SQLException {
        Arn arn = fleet.instance(Map.of());
        Finding finding = sent(Findings.with(arn, "schedule-instance", Map.of()));
        String plan = awaitPlan(finding.id());

        HttpResponse<String> wrong =
                hoursForm(ANNA, finding, plan, "always", "UTC").send();
        HttpResponse<String> zone =
                hoursForm(ANNA, finding, plan, "Mon 09:00-17:00", "Berlin").send();
        HttpResponse<String> viewer =
                hoursForm("U0VERA", finding, plan, "Mon 09:00-17:00", "UTC").send();
        HttpResponse<String> old = hoursForm(ANNA, finding, "sha256:" + "0".repeat(64), "Mon 09:00-17:00", "UTC")
                .send();
        HttpResponse<String> without = click(ANNA, "approve.0", finding, plan).send();
        assertThat(decided(finding)).isEmpty();
        HttpResponse<String> taken = hoursForm(ANNA, finding, plan, "Mon 09:00-17:00", "Europe/Berlin")
                .send();

        assertThat(json(wrong).at("/errors/hours").asText()).contains("enter hours like");
        assertThat(json(zone).at("/errors/zone").asText()).contains("no time zone 'Berlin'");
        assertThat(json(viewer).at("/errors/hours").asText()).contains("may not");
        assertThat(json(old).at("/errors/hours").asText()).contains("plan changed");
        assertThat(json(without).path("text").asText()).contains("needs the parameter hours");
        assertThat(json(taken).path("response_action").asText()).isEqualTo("clear");
        await().until(() ->
                "Europe/Berlin Mon 09:00-17:00".equals(fleet.tags(arn).get("gleaner:schedule")));
        assertThat(decided(finding).get(0).at("/detail/parameters/hours").asText())
                .isEqualTo("Mon 09:00-17:00");
    }

    @Test
    void shouldSayInTheFormThatItIsTooLate() {
        Finding finding = idle();
        String plan = awaitPlan(finding.id());
        awaitAction(
                outcome(click(ANNA, "approve.0", finding, plan).send())
                        .path("action")
                        .asText(),
                "observed");

        HttpResponse<String> late = form(
                        BERT,
                        Map.of("finding", finding.id(), "remedy", 0, "plan", plan, "round", 1),
                        "no",
                        LocalDate.now(ZoneOffset.UTC).plusDays(1).toString())
                .send();

        assertThat(json(late).path("response_action").asText()).isEqualTo("errors");
        assertThat(json(late).path("errors").path("reason").asText()).contains("Nothing was done", "already");
    }

    @Test
    void shouldPutTheLargestOfTenThousandQuestionsFirstAndTheRestIntoTheDigest() throws SQLException {
        try (Backlog backlog = Backlog.open()) {
            for (int n = 10_000; n > 9_970; n--) {
                assertThat(backlog.next(30)).contains("flood-" + n);
                backlog.asked("flood-" + n);
            }
            assertThat(backlog.next(30)).isEmpty();
            // 1 to 9,970 are left: the small ones, and those that wait.
            assertThat(backlog.digest()).isEqualTo("9970 resources, 49705435 USD");

            // Somebody wants to be asked about a small one: that needs no turn.
            backlog.run("update slack_message set wanted = true where target = 'flood-3'");
            assertThat(backlog.next(30)).contains("flood-3");
            backlog.asked("flood-3");

            // What is there is put right whatever the hour took.
            backlog.run("update slack_message set changed = changed + 1 where target = 'flood-9999'");
            assertThat(backlog.next(30)).contains("flood-9999");
            backlog.run("insert into slack_room values ('C0FLOOD', now() + interval '1 minute')");
            assertThat(backlog.next(30)).isEmpty();

            // An hour later there is room again; what is small never comes by itself.
            backlog.run("delete from slack_room where room = 'C0FLOOD'");
            backlog.run("update slack_message set posted_at = now() - interval '61 minutes', told = changed"
                    + " where room = 'C0FLOOD' and state = 'posted'");
            assertThat(backlog.next(30)).contains("flood-9970");
            backlog.run("update proposal set state = 'rejected' where target like 'flood-%'"
                    + " and cast(substr(target, 7) as integer) >= 20");
            assertThat(backlog.next(30)).isEmpty();
        }
    }

    /** A group is paid for by its instances: what both save is saved once. */
    @Test
    void shouldCountAGroupOrItsMembersInTheDigestAndNeverBoth() throws SQLException {
        try (Backlog backlog = Backlog.open()) {
            backlog.run("delete from slack_message where target like 'flood-%'"
                    + " and target not in ('flood-1', 'flood-5', 'flood-6', 'flood-10')");
            assertThat(backlog.digest()).isEqualTo("4 resources, 22 USD");

            backlog.charged("flood-10", false);
            backlog.charged("flood-5", true);
            backlog.charged("flood-6", true);

            assertThat(backlog.digest()).isEqualTo("4 resources, 12 USD");
        }
    }

    private static SlackClick form(String user, Map<String, Object> value, String reason, String day) {
        return SlackClick.signed(
                SlackClick.form(SlackClick.reasonForm(user, "keep", "", value, reason, day)), Instant.now());
    }

    private static SlackClick hoursForm(String user, Finding finding, String plan, String hours, String zone) {
        Map<String, Object> value = Map.of(
                "finding", finding.id(), "remedy", 0, "plan", plan, "round", 1, "asks", List.of("hours", "zone"));
        return SlackClick.signed(
                SlackClick.form(SlackClick.parameterForm(
                        user,
                        value,
                        Map.of(
                                "hours", Map.of("hours", Map.of("value", hours)),
                                "zone", Map.of("zone", Map.of("value", zone))))),
                Instant.now());
    }

    private Finding idle() {
        return sent(fleet.idle(Map.of()));
    }

    private Finding irreversible() {
        return sent(Findings.with(
                Findings.idle(fleet.idle(Map.of())),
                List.of(new Remedy("stop-instance", Map.of(), false, List.of("everything"), "Stop it for good"))));
    }

    private static Finding sent(Arn arn) {
        return sent(Findings.idle(arn));
    }

    private static Finding sent(Finding finding) {
        return Records.sendConfirmed(finding);
    }

    /** The different actions that come of a click that is sent so often at once, every second time as a redelivery. */
    private static List<String> actionsOfClicksAtOnce(SlackClick same, int times) {
        List<CompletableFuture<HttpResponse<String>>> clicks = IntStream.range(0, times)
                .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                        (i % 2 == 0 ? same : same.redeliveredAt(Instant.now().minusSeconds(i))).send()))
                .toList();
        return clicks.stream()
                .map(CompletableFuture::join)
                .map(response -> outcome(response).path("action").asText())
                .distinct()
                .toList();
    }

    private static SlackClick approved(String user, Finding finding) {
        return click(user, "approve.0", finding, awaitPlan(finding.id()));
    }

    private static SlackClick click(String user, String button, Finding finding, String plan) {
        return SlackClick.by(user, button, finding.id(), 0, plan);
    }

    private static JsonNode outcome(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).path("outcome");
    }

    private static List<JsonNode> decided(Finding finding) {
        return audit(finding.id()).stream()
                .filter(entry -> entry.path("kind").asText().equals("decided"))
                .toList();
    }

    private long stops(Finding finding) {
        return calls("StopInstances", finding);
    }

    private long starts(Finding finding) {
        return calls("StartInstances", finding);
    }

    private long calls(String name, Finding finding) {
        return AwsCalls.count(aws, name, Arn.parse(finding.resource()));
    }
}
