package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.approved;
import static dev.gleaner.actuator.support.Console.awaitAction;
import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.killSwitch;
import static dev.gleaner.actuator.support.Console.proposal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Browser;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.actuator.support.Storage;
import dev.gleaner.actuator.support.StorageFindings;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.ServiceStatus;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page as people meet it. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class PageInBrowserIT {

    private static Browser browser;

    @TestHTTPResource("/")
    String page;

    private final Fleet fleet = new Fleet();

    @BeforeAll
    static void startBrowser() throws SQLException {
        browser = Browser.shared();
    }

    @BeforeEach
    void openPage() {
        report("analyzer-1", null);
        report("collector", "host-1", null);
        browser.show(1280, 960, "light");
        browser.open(page);
    }

    /** A script that fails, and a style or a script that the policy forbids, shows nowhere else. */
    @AfterEach
    void shouldNotMakeTheBrowserComplain() {
        browser.run("sessionStorage.clear()");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void shouldLetOnePersonApproveAndAnotherUndo() {
        Arn arn = fleet.idle(Map.of());
        String finding = sent(priced(Findings.idle(arn), "735.84"));
        String larger = sent(priced(Findings.idle(fleet.idle(Map.of())), "1185.52"));

        signIn("approver-token");
        browser.read(at(finding, ".money"), "$735.84");
        browser.click(at(finding, "summary"));
        browser.read(at(finding, ".why"), "1.5 %");
        browser.type(at(finding, "input[name=reason]"), "nobody misses it");
        browser.click(at(finding, "button.yes"));

        browser.read("#title-done", "Acted on");
        browser.read(at(finding, "summary .badge"), "done");
        assertThat(fleet.state(arn)).isEqualTo("stopped");
        browser.click(at(finding, "summary"));
        browser.click(at(larger, "summary"));
        browser.picture(Path.of("target", "page.png"));
        browser.click(at(finding, "summary"));
        browser.click(at(finding, ".actions button"));
        browser.read(at(finding, ".said"), "role");

        browser.click("#leave");
        signIn("operator-token");
        browser.click(at(finding, "summary"));
        browser.click(at(finding, ".actions button"));
        browser.read(at(finding, "summary .badge"), "undone");
        assertThat(fleet.state(arn)).isEqualTo("running");
        browser.read("#entries", "nobody misses it");
        browser.read("#entries", "undone");
        browser.click("#verify");
        browser.read("#chain", "intact");
    }

    @Test
    void shouldNameAnAnalyzerThatDoesNotWork() throws SQLException {
        signIn("approver-token");
        browser.miss("#services:not([hidden])");

        report("analyzer-2", "the disk of analyzer.state-dir is full: free space there");
        browser.read(
                "#services", "analyzer-2 does not work: the disk of analyzer.state-dir is full: free space there.");

        report("analyzer-2", null);
        browser.miss("#services:not([hidden])");
        Sql.run(
                "update service_status set reported_at = reported_at - interval '3 minutes' where instance = 'analyzer-2'");
        browser.read("#services", "analyzer-2 does not work: it has not reported since");

        Records.send(Topic.SERVICE_STATUS, "analyzer/analyzer-2", null, new RecordHeaders());
        browser.miss("#services:not([hidden])");
        Sql.run("delete from service_status");
        browser.read("#services", "The collector does not work: none has reported");
    }

    /** An approval does not outlive the switch, however shortly it is on. */
    @Test
    void shouldAskBeforeTheKillSwitchEndsWhatWaits() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        String finding = sent(priced(Findings.idle(arn), "87.65"));
        rest(arn);
        String action = approved(finding, awaitPlan(finding));
        try {
            signIn("operator-token");
            browser.click("#kill");
            browser.read("#ended", arn.id());
            assertThat(browser.violations()).isEmpty();
            browser.click("#stop button.stop");
            browser.read("#stopped", "The kill switch is on");

            assertThat(awaitAction(action, "refused").path("reason").asText()).contains("kill switch");
            browser.click("#kill");
            browser.click("#sure button.yes");
            browser.miss("#stopped:not([hidden])");
        } finally {
            killSwitch(false);
        }
    }

    @Test
    void shouldLetWhoeverDecidesWithdrawWhatWaits() throws SQLException {
        Arn arn = fleet.idle(Map.of());
        String finding = sent(priced(Findings.idle(arn), "98.76"));
        rest(arn);
        signIn("approver-token");
        browser.click(at(finding, "summary"));
        browser.click(at(finding, "button.yes"));

        browser.read(at(finding, ".actions button"), "Withdraw the approval");
        browser.click(at(finding, ".actions button"));

        browser.read(at(finding, "summary .badge"), "rejected");
        assertThat(fleet.state(arn)).isEqualTo("running");
    }

    @Test
    void shouldSayWhatStandsInTheWayBeforeAnyoneApproves() {
        Finding idle = Findings.idle(fleet.idle(Map.of("gleaner:protected", "true")));
        Remedy impossible =
                new Remedy("schedule-instance", Map.of("on", "whenever"), true, List.of(), "Stop it at night");
        String id = sent(Findings.resting(
                Findings.with(idle, List.of(idle.remedies().get(0), impossible)),
                new Evidence("cards", 1, "cards", null, 168, 1),
                new Evidence("stored", 18e12, "bytes", 5e9, 168, 1)));
        signIn("approver-token");
        browser.click(at(id, "summary"));

        browser.read(at(id, ".remedy:nth-of-type(1) .objection"), "Would be refused now: the tag gleaner:protected");
        browser.read(at(id, ".remedy:nth-of-type(1) .objection"), "Remove the tag gleaner:protected");
        browser.read(at(id, ".question"), "The guards were evaluated at");
        browser.read(at(id, "button.yes"), "Approve: stop instance");
        assertThat(browser.see(at(id, "button.yes")).isEnabled()).isTrue();
        browser.read(at(id, "tbody tr:nth-of-type(1)"), "1 card");
        browser.read(at(id, "tbody tr:nth-of-type(2)"), "18 TB");
        browser.read(at(id, "tbody tr:nth-of-type(2)"), "5 GB");
        assertThat(browser.violations()).isEmpty();
        browser.click(at(id, ".remedy:nth-of-type(2) input"));
        browser.read(at(id, "button.yes"), "Can't be approved: schedule instance");
        assertThat(browser.see(at(id, "button.yes")).isEnabled()).isFalse();
    }

    @Test
    void shouldAskForTheHoursThatNobodyKnows() {
        Arn arn = fleet.instance(Map.of());
        Finding idle = Findings.idle(arn);
        Remedy hours = new Remedy("schedule-instance", Map.of(), true, List.of(), "Run it at certain hours");
        String id = sent(Findings.with(idle, List.of(idle.remedies().get(0), hours)));
        signIn("approver-token");
        browser.click(at(id, "summary"));
        browser.see(at(id, "button.yes"));
        browser.miss(at(id, "[name=parameter-hours]"));

        browser.click(at(id, ".remedy:nth-of-type(2) input"));
        browser.click(at(id, "button.yes"));
        browser.read(at(id, ".said"), "An approval needs hours.");
        browser.type(at(id, "[name=parameter-hours]"), "Mon-Fri 09:00-09:00");
        browser.read(at(id, ".meaning"), "does not end after it begins");
        assertThat(browser.violations()).isEmpty();
        browser.run("document.querySelector('#" + id + " [name=parameter-hours]').value = ''");
        browser.type(at(id, "[name=parameter-hours]"), "Mon-Fri 09:00-17:00");
        browser.read(at(id, ".meaning"), "started 10 minutes before. Next: ");
        browser.click(at(id, "button.yes"));

        browser.read(at(id, "summary .badge"), "done");
        assertThat(fleet.tags(arn).get("gleaner:schedule")).endsWith(" Mon Tue Wed Thu Fri 09:00-17:00");
        // The browser says so of each answer with an error status.
        assertThat(browser.complaints()).allMatch(said -> said.contains("422"));
    }

    @Test
    void shouldShowTheProposedHoursAndTakeOthers() {
        Arn arn = fleet.instance(Map.of());
        Map<String, String> office = Map.of("on", "Mon-Fri 14:00-22:00", "zone", "UTC");
        String id = sent(Findings.with(arn, "schedule-instance", office));
        signIn("approver-token");
        browser.click(at(id, "summary"));
        browser.read(at(id, ".meaning"), "It runs Mon-Fri 14:00-22:00 (UTC)");

        browser.run("document.querySelector('#" + id + " [name=parameter-hours]').value = ''");
        browser.type(at(id, "[name=parameter-hours]"), "Mon-Fri 09:00-17:00");
        browser.run("document.querySelector('#" + id + " [name=parameter-zone]').value = ''");
        browser.type(at(id, "[name=parameter-zone]"), "America/New_York");
        browser.read(at(id, ".meaning"), "It runs Mon-Fri 09:00-17:00 (America/New_York)");
        browser.click(at(id, "button.yes"));

        browser.read(at(id, "summary .badge"), "done");
        assertThat(fleet.tags(arn))
                .containsEntry("gleaner:schedule", "America/New_York Mon Tue Wed Thu Fri 09:00-17:00");
    }

    @Test
    void shouldLetTheApproverStateThatLocalDataIsScratch() {
        Arn host = fleet.idleWithLocalData(Map.of());
        String id = sent(Findings.idle(host));
        signIn("approver-token");
        browser.click(at(id, "summary"));

        browser.read(at(id, ".parameters"), "Its local data is scratch and may be lost");
        browser.click(at(id, "button.yes"));
        browser.read(at(id, ".said"), "An approval needs localData.");
        assertThat(browser.violations()).isEmpty();
        browser.click(at(id, "[name=parameter-localData]"));
        browser.click(at(id, "button.yes"));

        browser.read(at(id, "summary .badge"), "done");
        assertThat(fleet.state(host)).isEqualTo("stopped");
        browser.read("#entries", "scratch");
    }

    @Test
    void shouldNotChangeThePlanUnderWhoReadsIt() {
        Finding finding = Findings.idle(fleet.idle(Map.of()));
        String id = sent(finding);
        signIn("approver-token");
        browser.click(at(id, "summary"));
        browser.click(at(id, ".remedy:nth-of-type(2) input"));
        browser.type(at(id, "input[name=reason]"), "half a reas");
        String plan = proposal(id).path("plan").asText();

        Records.send(Findings.version(finding, 2, Finding.Status.OPEN));
        browser.see(at(id, ".outdated"));

        assertThat(browser.see(at(id, "button.yes")).isEnabled()).isFalse();
        await().until(() -> !awaitPlan(id).equals(plan));
        browser.click(at(id, ".outdated button"));
        browser.type(at(id, "input[name=reason]"), "on");
        assertThat(browser.see(at(id, "input[name=reason]")).getDomProperty("value"))
                .isEqualTo("half a reason");
    }

    @Test
    void shouldPutWhatIsInDoubtApartWithTheReasonAndWithoutAButton() {
        Finding finding = Findings.idle(fleet.idle(Map.of()));
        String id = sent(finding);
        signIn("approver-token");
        browser.click(at(id, "summary"));
        browser.see(at(id, "button.yes"));

        Records.send(Findings.doubted(finding, 1, "it worked in 1 hours"));

        browser.read("#title-in-doubt", "In doubt");
        browser.read(at(id, "summary .badge"), "in doubt");
        browser.read(at(id, ".why"), "it worked in 1 hours");
        browser.read(at(id, "summary .name"), "ocr-batch (");
        assertThat((Long) browser.run("return document.querySelectorAll('#" + id + " button.yes').length"))
                .isZero();
        assertThat(browser.violations()).isEmpty();
    }

    @Test
    void shouldShowAResourceOnceHoweverManyRulesSpeakOfIt() {
        Finding smaller = priced(Findings.idle(fleet.idle(Map.of())), "140.16");
        Finding larger =
                Findings.by("idle-gpu", smaller, priced(smaller, "735.84").saving());
        Records.sendConfirmed(smaller);
        String counted = sent(larger);
        signIn("viewer-token");

        browser.read(at(counted, ".money"), "$735.84");
        browser.read(at(smaller.id(), ".money"), "counted above");
        assertThat(browser.run("return document.getElementById('" + counted + "').nextElementSibling.id"))
                .isEqualTo(smaller.id());
        browser.click(at(counted, "summary"));
        browser.read(at(counted, ".why"), "Also found by Idle instance");
        browser.read(at(counted, ".why"), "role/trainer");
    }

    /** It adds nothing to the total, though it saves something. */
    @Test
    void shouldSayOfAMemberThatItIsCountedWithItsGroup() {
        Saving whole = Saving.priced(new BigDecimal("300"), BigDecimal.ZERO, new BigDecimal("300"), "its instances");
        Saving part = Saving.priced(new BigDecimal("70"), BigDecimal.ZERO, new BigDecimal("70"), "one of them");
        String group = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:*:autoScalingGroupName/shown";
        sent(Findings.with(Findings.idle(fleet.idle(Map.of())), 1, whole.withCharge(new Saving.Charge(group, false))));
        String member = sent(
                Findings.with(Findings.idle(fleet.idle(Map.of())), 1, part.withCharge(new Saving.Charge(group, true))));

        signIn("viewer-token");

        browser.read(at(member, ".money"), "$70.00 a month, counted with its group");
    }

    /** The actuator says what each finding adds. Of what is over it does not know the others on the resource. */
    @Test
    void shouldAddUpWhatCountsOfEachFinding() {
        signIn("viewer-token");

        assertThat(browser.run("""
                        const finding = (resource, counted) => ({ resource, counted });
                        const open = [finding("group", "0"), finding("i-1", "70.00"), finding("i-1", "0"), finding("i-2", null)];
                        const over = [finding("i-3", "12.00"), finding("i-3", "10.00")];
                        return import("/standing.js").then(({ total }) => [open, over].map(total).join());""")).isEqualTo("70,12");
    }

    @Test
    void shouldSayThatTheActuatorIsGoneAndGoOnTrying() {
        String finding = sent(Findings.idle(fleet.idle(Map.of())));
        signIn("viewer-token");
        browser.see(at(finding, "summary"));

        browser.connect(false);
        try {
            String text = browser.see("#problem").getText();
            assertThat(text).matches("The actuator does not answer; last update ([0-9]{2}:?){3}; it is tried again\\.");
            browser.read("#live", "trying again");
            browser.see(at(finding, "summary"));
            assertThat(browser.violations()).isEmpty();
            browser.show(1280, 960, "dark");
            assertThat(browser.violations()).isEmpty();
        } finally {
            browser.connect(true);
        }

        browser.miss("#problem");
        browser.read("#live", "live");
        assertThat(browser.complaints()).isNotEmpty().allMatch(said -> said.contains("net::ERR_INTERNET_DISCONNECTED"));
    }

    /** A verification reads every entry, which takes long once there are many. */
    @Test
    void shouldShowFindingsBeforeTheAuditIsVerified() {
        String finding = sent(Findings.idle(fleet.idle(Map.of())));
        browser.run("""
                const sent = window.fetch;
                window.fetch = (what, ...more) => String(what).includes("/api/audit/verify")
                    ? new Promise((done) => { window.verified = () => done(sent(what, ...more)); })
                    : sent(what, ...more);""");
        signIn("viewer-token");

        browser.see(at(finding, "summary"));
        browser.read("#figures", "being verified");
        browser.read("#chain", "is being verified");

        browser.run("window.verified()");
        browser.read("#figures", "intact");
        browser.read("#chain", "database, topic and signed head agree");
    }

    @Test
    void shouldLetNobodyInWithoutAToken() {
        signIn("no-token");

        browser.read("#token-problem", "not known");
        assertThat((Long) browser.run("return document.querySelectorAll('gleaner-finding').length"))
                .isZero();
        assertThat(browser.violations()).isEmpty();
    }

    @Test
    void shouldBeOfUseToEverybodyOnEveryScreen() {
        String id = sent(StorageFindings.cold(new Storage().bucket(Map.of())));
        signIn("viewer-token");
        browser.click(at(id, "summary"));
        browser.read(at(id, "pre"), "gleaner-training-data");

        assertThat(browser.violations()).isEmpty();
        browser.show(390, 844, "dark");
        assertThat(browser.violations()).isEmpty();
        assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(390);
    }

    /** Its target rests after another action, so that an approved one waits. */
    private static void rest(Arn arn) throws SQLException {
        Sql.run("insert into action (id, name, target, finding_id, finding_version, plan, round, state, dry_run,"
                + " decided_by, planned, valid_until, not_before, created_at, updated_at) values"
                + " ('earlier-" + arn.id() + "', 'tag-resource', '" + arn + "', 'earlier', 1, '" + arn.id()
                + "', 1, 'observed', false, 'anna', '{}', now(), now(), now(), now())");
    }

    private static void report(String analyzer, @Nullable String problem) {
        report(ServiceStatus.ANALYZER, analyzer, problem);
    }

    /** Published by each analyzer and collector in the same form, which their own tests hold. */
    private static void report(String service, String instance, @Nullable String problem) {
        ServiceStatus status = new ServiceStatus(service, instance, problem);
        Records.send(Topic.SERVICE_STATUS, status.key(), Json.bytes(status), new RecordHeaders());
    }

    private void signIn(String token) {
        browser.type("#token", token);
        browser.click("#login button");
    }

    /** A part of the card of a finding. */
    private static String at(String finding, String part) {
        return "#" + finding + " " + part;
    }

    private static String sent(Finding finding) {
        Records.sendConfirmed(finding);
        awaitPlan(finding.id());
        return finding.id();
    }

    private static Finding priced(Finding finding, String monthly) {
        return Findings.with(
                finding,
                1,
                Saving.priced(
                        Findings.money(monthly),
                        Findings.money("0"),
                        Findings.money(monthly),
                        "on-demand m5.xlarge us-east-1 Linux"));
    }
}
