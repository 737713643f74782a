package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approve;
import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.audit;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.decide;
import static dev.gleaner.actuator.support.Console.json;
import static dev.gleaner.actuator.support.Console.proposal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.approval.AutoApprovalNotices;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a policy makes of a decision. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class PolicyIT {

    @Inject
    AutoApprovalNotices notices;

    private final Fleet fleet = new Fleet();

    @Test
    void shouldShowWhatMayNeverBeDoneAndRefuseToDoIt() {
        Finding finding = sent("never-land", Map.of());
        String plan = awaitPlan(finding.id());

        HttpResponse<String> refused = approve(finding.id(), plan);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("never", "rule never-here, policy.yaml:4:5");
        JsonNode entry = last(finding, "refused");
        assertThat(entry.path("actor").asText()).isEqualTo("user:anna");
        assertThat(entry.path("detail").path("rule").asText()).isEqualTo("never-here");
        assertThat(entry.path("detail").path("place").asText()).isEqualTo("policy.yaml:4:5");
        assertThat(entry.path("detail").path("policy").asText()).startsWith("sha256:");
        assertThat(proposal(finding.id())
                        .path("requirements")
                        .path(0)
                        .path("text")
                        .asText())
                .contains("may never be done from here");
        assertThat(proposal(finding.id()).path("state").asText()).isEqualTo("open");
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
    }

    @Test
    void shouldLetOnlyThoseApproveWhomThePolicyNames() {
        Finding finding = sent("bert-land", Map.of());
        String plan = awaitPlan(finding.id());

        assertThat(approve(finding.id(), plan).statusCode()).isEqualTo(403);
        HttpResponse<String> bert =
                decide("second-token", finding.id(), Map.of("decision", "approve", "remedy", 0, "plan", plan));

        assertThat(bert.statusCode()).as(bert.body()).isEqualTo(200);
        assertThat(last(finding, "decided").path("detail").path("rule").asText())
                .isEqualTo("by-bert");
    }

    @Test
    void shouldLetTheOwnerApproveWhomTheTagNames() {
        Finding finding = sent("bert-land", Map.of("owner", "anna"));

        assertThat(approve(finding.id(), awaitPlan(finding.id())).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldAskForAWrittenReason() {
        Finding finding = sent("reason-land", Map.of());
        String plan = awaitPlan(finding.id());

        assertThat(approve(finding.id(), plan).statusCode()).isEqualTo(400);
        assertThat(decide("approver-token", finding.id(), yes(plan, "- no -")).statusCode())
                .isEqualTo(400);
        assertThat(decide("approver-token", finding.id(), yes(plan, "training ended Monday"))
                        .statusCode())
                .isEqualTo(200);
    }

    /**
     * runatlantis/atlantis#1624, hashicorp/web-unified-docs#2827: what was approved under other rules is held to the ones of
     * now.
     */
    @Test
    void shouldNotActOnAnApprovalThatThePolicyWouldNotTakeNow() throws SQLException {
        Finding finding = sent("never-land", Map.of());
        String plan = awaitPlan(finding.id());

        Sql.run(
                "insert into decision (finding_id, plan_key, identity, content) values ('" + finding.id() + "', '"
                        + plan + "', 'anna', '{\"decision\":\"approve\",\"remedy\":0}')",
                "insert into action (id, name, target, finding_id, finding_version, plan, round, state, dry_run,"
                        + " decided_by, planned, valid_until, not_before, created_at, updated_at)"
                        + " select 'act_old_" + finding.id() + "', 'stop-instance', target, '" + finding.id()
                        + "', 1, '"
                        + plan + "', round, 'approved', false, 'anna', planned, expires_at, now(), now(), now()"
                        + " from proposal where target = '" + finding.resource() + "'");

        JsonNode action = awaitAction("act_old_" + finding.id(), "refused");
        assertThat(action.path("reason").asText()).contains("the policy has changed", "never-here");
    }

    /** A yes that is worth less under the newest policy waits for another one. */
    @Test
    void shouldCountOnlyWhomThePolicyNamesNow() throws SQLException {
        Finding finding = sent("bert-land", Map.of());
        String plan = awaitPlan(finding.id());
        Sql.run("insert into decision (finding_id, plan_key, identity, content) values ('" + finding.id() + "', '"
                + plan + "', 'anna', '{\"decision\":\"approve\",\"remedy\":0}')");
        Finding two = sent("two-land", Map.of());
        String twoPlan = awaitPlan(two.id());

        assertThat(json(approve(two.id(), twoPlan)).path("approvals").asText()).isEqualTo("1 of 2");
        assertThat(json(approve(two.id(), twoPlan)).path("approvals").asText()).isEqualTo("1 of 2");
        assertThat(approve(finding.id(), plan).statusCode()).isEqualTo(403);
    }

    /** The tag was inferred and may be wrong: it must not open the way for what is proposed next. */
    @Test
    void shouldAskAsBeforeForAWhileAfterGleanerSetATagThatEndsProduction() throws SQLException {
        Arn host = fleet.instance(Map.of());
        fleet.untag(host, "environment");
        fleet.tag(host, "env", "two-land");
        Finding tags = Findings.with(host, "tag-resource", Map.of("environment", "dev"));
        Finding untagged = Records.sendConfirmed(Findings.in("dev", Findings.by("missing-tags", tags, tags.saving())));
        String plan = awaitPlan(untagged.id());
        approve(untagged.id(), plan);
        String tagging = json(decide(
                        "second-token", untagged.id(), Map.of("decision", "approve", "remedy", 0, "plan", plan)))
                .path("action")
                .asText();
        awaitAction(tagging, "observed");
        assertThat(fleet.tags(host)).containsEntry("environment", "dev");

        Finding next = Records.sendConfirmed(Findings.in("dev", Findings.idle(host)));
        String stop = awaitPlan(next.id());
        assertThat(requirement(next)).isEqualTo("by-two 2");
        assertThat(json(approve(next.id(), stop)).path("approvals").asText()).isEqualTo("1 of 2");

        Sql.run("update action set updated_at = now() - interval '31 days' where id = '" + tagging + "'");
        assertThat(requirement(next)).isEqualTo("anywhere 1");
    }

    private static String requirement(Finding finding) {
        JsonNode required = proposal(finding.id()).path("requirements").path(0);
        return required.path("rule").asText() + " " + required.path("people").asText();
    }

    @Test
    void shouldActByItselfOnlyAfterANoticeThatWasPosted() throws Throwable {
        Finding finding = sent("auto-land", Map.of());
        String plan = awaitPlan(finding.id());

        noticed(finding, plan);
        assertThat(notice(finding)).isEqualTo("given");
        // Its time is over, but no message shows it.
        elapse(finding);
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
        posted(finding);

        await().atMost(Duration.ofSeconds(20)).until(() -> notice(finding).equals("taken"));
        String action =
                proposal(finding.id()).path("actions").path(0).path("id").asText();
        awaitAction(action, "observed");
        assertThat(last(finding, "decided").path("actor").asText()).isEqualTo("policy:by-itself");
        assertThat(last(finding, "decided").path("detail").path("plan").asText())
                .isEqualTo(plan);
        assertThat(fleet.state(Arn.parse(finding.resource()))).isIn("stopping", "stopped");
    }

    /** A person states it. No notice is given, and one that was given before the host had such volumes leads to nothing. */
    @Test
    void shouldNotCallLocalDataScratchByItself() throws Throwable {
        Arn host = fleet.idleWithLocalData(Map.of("environment", "auto-land"));
        Finding finding = Records.sendConfirmed(Findings.in("auto-land", Findings.idle(host)));
        String plan = awaitPlan(finding.id());

        noticed(finding, plan);
        assertThat(notice(finding)).isEqualTo("none");
        Sql.run("insert into policy_notice (finding_id, plan, remedy, rule, seconds) values ('" + finding.id() + "', '"
                + plan + "', 0, 'by-itself', 86400)");
        posted(finding);
        elapse(finding);

        await().atMost(Duration.ofSeconds(20)).until(() -> notice(finding).equals("over"));
        assertThat(proposal(finding.id()).path("actions")).isEmpty();
        assertThat(fleet.state(host)).isEqualTo("running");
    }

    /** The finding still says what the tags said before: what AWS shows counts, too. */
    @Test
    void shouldNotActByItselfOnWhatIsTaggedAsProductionByNow() throws Throwable {
        Finding finding = Records.sendConfirmed(
                Findings.in("auto-land", Findings.idle(fleet.idle(Map.of("environment", "production")))));
        String plan = awaitPlan(finding.id());

        noticed(finding, plan);

        assertThat(Sql.ask("select count(*) from policy_notice where finding_id = '" + finding.id() + "'"))
                .isEqualTo("0");
        assertThat(proposal(finding.id())
                        .path("requirements")
                        .path(0)
                        .path("text")
                        .asText())
                .doesNotContain("no rejection within");
    }

    @Test
    void shouldNotActByItselfWhenSomebodySaidNoOrThePlanChanged() throws Throwable {
        Finding rejected = sent("auto-land", Map.of());
        Finding changed = sent("auto-land", Map.of());
        for (Finding finding : List.of(rejected, changed)) {
            noticed(finding, awaitPlan(finding.id()));
            posted(finding);
        }
        decide("approver-token", rejected.id(), Map.of("decision", "reject"));
        String old = awaitPlan(changed.id());
        Records.send(Findings.in("auto-land", Findings.version(changed, 2, Finding.Status.OPEN)));
        await().until(() -> !old.equals(awaitPlan(changed.id())));

        elapse(rejected);
        elapse(changed);
        // cloud-custodian/cloud-custodian#4097: what was marked was acted on before its time.
        Finding early = sent("auto-land", Map.of());
        noticed(early, awaitPlan(early.id()));
        posted(early);
        Sql.run("update policy_notice set given_at = now() - interval '23 hours 59 minutes' where finding_id = '"
                + early.id() + "'");
        // A third one that is due after them is acted on, so those two were looked at.
        Finding third = sent("auto-land", Map.of());
        noticed(third, awaitPlan(third.id()));
        posted(third);
        elapse(third);
        await().atMost(Duration.ofSeconds(20)).until(() -> notice(third).equals("taken"));

        assertThat(proposal(rejected.id()).path("actions")).isEmpty();
        assertThat(proposal(changed.id()).path("actions")).isEmpty();
        assertThat(proposal(early.id()).path("actions")).isEmpty();
    }

    @Test
    void shouldGiveNoNoticeOfWhatAPersonHasToDecide() throws Throwable {
        Finding finding = sent("dev", Map.of());

        noticed(finding, awaitPlan(finding.id()));

        assertThat(notice(finding)).isEqualTo("none");
        approved(finding.id(), awaitPlan(finding.id()));
    }

    private Finding sent(String environment, Map<String, String> tags) {
        Map<String, String> tagged = new HashMap<>(tags);
        tagged.put("environment", environment);
        return Records.sendConfirmed(Findings.in(environment, Findings.idle(fleet.idle(tagged))));
    }

    private void noticed(Finding finding, String plan) throws Throwable {
        VertxContextSupport.subscribeAndAwait(() -> notices.recordNotices(Map.of(finding.id(), plan)));
    }

    private static void posted(Finding finding) throws SQLException {
        Sql.run(
                "delete from slack_message where target = '" + finding.resource() + "'",
                "insert into slack_message (target, round, state) select target, round, 'posted' from proposal"
                        + " where target = '" + finding.resource() + "'");
    }

    private static void elapse(Finding finding) throws SQLException {
        Sql.run("update policy_notice set given_at = now() - interval '25 hours' where finding_id = '" + finding.id()
                + "'");
    }

    private static String notice(Finding finding) throws SQLException {
        return Sql.ask(
                "select coalesce(max(state), 'none') from policy_notice where finding_id = '" + finding.id() + "'");
    }

    private static Map<String, Object> yes(String plan, String reason) {
        return Map.of("decision", "approve", "remedy", 0, "plan", plan, "reason", reason);
    }

    private static JsonNode last(Finding finding, String kind) {
        List<JsonNode> entries = audit(finding.id()).stream()
                .filter(entry -> entry.path("kind").asText().equals(kind))
                .toList();
        return entries.get(entries.size() - 1);
    }
}
